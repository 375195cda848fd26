"""One call to Stripe, and what its errors mean to us."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from legation.ground.errors import Unavailable
from legation.payments.providers.wire import NO_ANSWER

WAIT = ("idempotency_key_in_use", "lock_timeout", "rate_limit")
POOR = ("balance_insufficient", "insufficient_funds")
REPLAYED = "idempotent-replayed"


class Declined(Exception):
    """Stripe will not do this: `code` says why, `replayed` whether this was its answer of before under the same key."""

    def __init__(self, code: str, *, missing: bool, replayed: bool) -> None:
        super().__init__(code)
        self.code, self.missing, self.replayed = code, missing, replayed


def _replayed(headers: Any) -> bool:
    return str((headers or {}).get(REPLAYED, "")).lower() == "true"


@contextmanager
def speaking() -> Iterator[None]:
    """Around whatever speaks to Stripe or reads what it said.

    Raises:
        Declined: it understood, and will not.
        Unavailable: anything else went wrong, or the answer is not sensible.
    """
    import stripe

    try:
        yield
    except stripe.InvalidRequestError as error:
        if error.code in WAIT or error.http_status not in (400, 404):
            raise _silent(error) from error
        missing = error.code == "resource_missing" or error.http_status == 404
        raise Declined(
            str(error.code or error.param or "declined")[:60], missing=missing, replayed=_replayed(error.headers)
        ) from error
    except stripe.CardError as error:
        raise Declined(str(error.code or "declined")[:60], missing=False, replayed=_replayed(error.headers)) from error
    except stripe.StripeError as error:
        raise _silent(error) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unavailable(f"Stripe's answer cannot be read: {error!r}", reader=NO_ANSWER) from error


def _silent(error: Any) -> Unavailable:
    # the message of an error may quote what was sent; its kind, code and request name are enough to ask Stripe
    detail = f"Stripe: {type(error).__name__} {error.http_status or ''} {error.code or ''} {error.request_id or ''}"
    return Unavailable(detail, reader=NO_ANSWER)


def said(call: Callable[..., Any], *names: str, params: Any = None, key: str = "") -> tuple[dict[str, Any], bool]:
    """The object Stripe answers with, and whether it had answered so before under this key.

    Raises:
        Declined, Unavailable: as in `speaking`.
    """
    with speaking():
        answer = call(*names, params=params or {}, options={"idempotency_key": key} if key else {})
        found = answer.to_dict()
        if not isinstance(found, dict) or not isinstance(found.get("object"), str):
            raise ValueError("no object")
        return found, _replayed(getattr(answer.last_response, "headers", None))


def every(call: Callable[..., Any], **params: Any) -> Iterator[dict[str, Any]]:
    """Every object of a list, read page by page.

    Raises:
        Declined, Unavailable: as in `speaking`.
    """
    with speaking():
        for one in call(params={"limit": 100} | params).auto_paging_iter():
            yield one.to_dict()
