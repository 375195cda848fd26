from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Conflict
from legation.ground.statements import update
from legation.ground.together import Together
from legation.payments.models import Attempt, Payment, new_id
from legation.payments.providers.base import Order, Session
from legation.payments.providers.registry import provider_named
from legation.payments.rules import ATTEMPT_LASTS, Kind, Money, State, edge
from legation.payments.rules import Attempt as AttemptState
from legation.payments.selectors import open_attempt, payment_by_name
from legation.payments.services.ask_provider import ask_provider
from legation.payments.services.open_refund import digest_of

PAGE_KEPT = 500
_CLOSED = _(
    "This fee is not asked for any more: too much time has passed, or the application was withdrawn. If you have paid,"
    " your money is not lost. To go on, please apply again."
)


def _replayed(row: Payment, key: str, digest: str) -> Attempt | None:
    """The attempt that was begun under this key, if any.

    Raises:
        Conflict: something else was asked for under it.
    """
    known = Attempt.objects.filter(payment=row, key=key).first() if key else None
    if known is not None and known.digest != digest:
        raise Conflict(f"key {key} was used for another start of payment {row.pk}")
    return known


@transaction.atomic(durable=True)
def _intend(
    payment: str, *, provider: str, return_url: str, language: str, key: str, at: datetime
) -> tuple[Payment, Attempt | None, bool]:
    """The payment, its open attempt, and whether that attempt is new; committed before anybody is called."""
    row = payment_by_name(payment, locked=True)
    digest = digest_of(provider, return_url, language) if key else ""
    if known := _replayed(row, key, digest):
        return row, known, False
    if row.state == State.EXPIRED:
        raise Conflict(f"payment {row.pk} has expired", reader=_CLOSED)
    step = edge(State(row.state), AttemptState.NONE, Kind.STARTED)
    if step is None:
        return row, open_attempt(row), False
    attempt = Attempt(
        pk=new_id(at), payment=row, provider=provider, return_url=return_url, language=language, key=key,
        digest=digest, started_at=at,
    )  # fmt: skip
    attempt.state = step.attempt_target
    row.state, row.provider = step.target, provider
    writes = Together()
    writes.insert(attempt)
    writes.update(row, "state", "provider")
    writes.write()
    return row, attempt, True


def _page(row: Payment, attempt: Attempt, known: Session | None) -> str:
    """Where to pay this attempt. An attempt is sent again exactly as it was, or its key would not fit."""
    if known is None:
        money = Money(row.amount, row.currency)
        expires_at = attempt.started_at + ATTEMPT_LASTS
        order = Order(str(attempt.pk), row.reference, money, attempt.return_url, attempt.language, expires_at)
        known = provider_named(attempt.provider).create_session(order)
        if known.ended is not None:
            return attempt.return_url
    kept = known.page if len(known.page) <= PAGE_KEPT else ""  # the provider is asked for it again
    if (known.name, kept) != (attempt.session, attempt.page):
        attempt.session, attempt.page = known.name, kept
        update(attempt, "session", "page")
    return known.page


def start(*, payment: str, provider: str, return_url: str, language: str, at: datetime, key: str = "") -> str:
    """Lead somebody to the provider's page; see `payments.api.start`."""
    provider_named(provider)
    for _again in range(3):
        row, attempt, new = _intend(
            payment, provider=provider, return_url=return_url, language=language, key=key, at=at
        )
        if attempt is None:
            return return_url
        if key and not new and (attempt.page or attempt.state != AttemptState.OPEN):
            return attempt.page or return_url
        known = None if new else ask_provider(attempt=attempt, at=at)
        if known is None or known.ended is None:
            return _page(row, attempt, known)
        if known.ended == Kind.CAPTURED:
            return attempt.return_url
    raise Conflict(f"payment {payment} is refused faster than it can be started")
