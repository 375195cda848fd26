"""Client of the Test Bank, the provider that comes with the house and takes nothing but its own test cards."""

import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils import timezone

from legation.ground.errors import Invalid, NotAllowed, Unavailable
from legation.payments.disputes import DisputeKind
from legation.payments.providers import wire
from legation.payments.providers.base import (
    DisputeNotice,
    Line,
    Notice,
    Order,
    Refunding,
    RefundNotice,
    RefundOrder,
    Said,
    Session,
    SettlementRow,
    Step,
)
from legation.payments.providers.secret import bearer_key, webhook_key
from legation.payments.rules import Kind, Money, RefundKind

MOST_AGE_SECONDS = 300
SIGNATURE = "Testbank-Signature"
_TOLD = {"captured": Kind.CAPTURED, "refused": Kind.REFUSED, "expired": Kind.EXPIRED}
_ENDED = {"open": None, **_TOLD}
_REFUND_TOLD = {kind.value: kind for kind in RefundKind}
_DISPUTE_TOLD = {kind.value: kind for kind in DisputeKind}
_REFUND_STATES = {
    "pending": RefundKind.PENDING, "refunded": RefundKind.REFUNDED, "failed": RefundKind.FAILED,
}  # fmt: skip


def _text(said: dict[str, Any], name: str, most: int, *, least: int = 1) -> str:
    value = said[name]
    if not isinstance(value, str) or not value.isprintable() or not least <= len(value) <= most:
        raise ValueError(name)
    return value


def _money(said: dict[str, Any]) -> Money:
    amount = said["amount"]
    if type(amount) is not int or not 0 < amount < 2**62:
        raise ValueError("amount")
    return Money(amount, _text(said, "currency", 3, least=3))


def _moment(said: dict[str, Any], name: str = "at") -> datetime | None:
    value = said.get(name)
    if value is None:
        return None
    moment = datetime.fromisoformat(_text(said, name, 40))
    if moment.tzinfo is None:
        raise ValueError(name)
    return moment


def _session(said: dict[str, Any]) -> Session:
    try:
        page, ended = _text(said, "page", 500), _ENDED[_text(said, "state", 20)]
        if not page.startswith(("https://", "http://")):
            raise ValueError("page")
        return Session(
            _text(said, "session", 80), page, _money(said), ended, _text(said, "code", 60, least=0),
            Step(_text(said, "step", 20)), _moment(said),
        )  # fmt: skip
    except (KeyError, ValueError) as error:
        raise Unavailable(f"the test bank's answer cannot be read: {error!r}") from error


def _refunding(said: dict[str, Any]) -> Refunding:
    try:
        kind, code = _REFUND_STATES[_text(said, "state", 20)], _text(said, "code", 60, least=0)
        return Refunding(_text(said, "refund", 80), _money(said), kind, code, _moment(said))
    except (KeyError, ValueError) as error:
        raise Unavailable(f"the test bank's answer cannot be read: {error!r}") from error


def _row(said: dict[str, Any]) -> SettlementRow:
    at = _moment(said)
    if at is None or type(said["back"]) is not bool:
        raise ValueError("at")
    reference = _text(said, "reference", 80, least=0)
    return SettlementRow(
        Line(_text(said, "line", 20)), reference, _text(said, "name", 80), _money(said), at, said["back"]
    )


def sign(key: bytes, moment: int, body: bytes) -> str:
    """The signature of `body` sent at `moment` (seconds since 1970), in lower-case hex."""
    return hmac.new(key, b"%d." % moment + body, sha256).hexdigest()


def _check_signature(header: str, body: bytes, at: datetime) -> None:
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    stamp, given = parts.get("t", ""), parts.get("v1", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12 and given.isascii()):
        raise NotAllowed("webhook without a signature")
    if not hmac.compare_digest(sign(webhook_key(), int(stamp), body), given):
        raise NotAllowed("webhook with a forged signature")
    if abs(at.timestamp() - int(stamp)) > MOST_AGE_SECONDS:
        raise NotAllowed("webhook too old or too new")


def _notice(said: dict[str, Any]) -> Said:
    told: dict[str, Any] = {
        "key": _text(said, "id", 80), "attempt": _text(said, "reference", 80), "money": _money(said),
        "code": _text(said, "code", 60, least=0), "at": _moment(said),
    }  # fmt: skip
    if said["kind"] in _DISPUTE_TOLD:
        return DisputeNotice(
            **told, kind=_DISPUTE_TOLD[said["kind"]], name=_text(said, "dispute", 80),
            session=_text(said, "session", 80), answer_by=_moment(said, "answer_by"),
        )  # fmt: skip
    if said["kind"] in _REFUND_TOLD:
        refund, name = _text(said, "refund_reference", 80), _text(said, "refund", 80)
        return RefundNotice(**told, kind=_REFUND_TOLD[said["kind"]], refund=refund, name=name)
    return Notice(**told, kind=_TOLD[_text(said, "kind", 20)], session=_text(said, "session", 80))


class TestBank:
    """The Test Bank over its HTTP interface at LEGATION_TESTBANK."""

    __test__ = False  # its name must not make a test runner collect it
    name = "testbank"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {bearer_key()}", "Content-Type": "application/json"}

    def _call(self, method: str, path: str, **sent: Any) -> tuple[int, dict[str, Any]]:
        headers = self._headers() | sent.pop("headers", {})
        return wire.call(settings.LEGATION_TESTBANK, method, path, headers=headers, **sent)

    def create_session(self, order: Order) -> Session:
        body = {
            "reference": order.attempt,
            "order": order.reference,
            "amount": order.money.amount,
            "currency": order.money.currency,
            "return_url": order.return_url,
            "language": order.language,
            "expires_at": int(order.expires_at.timestamp()),
        }
        status, answer = self._call("POST", "/v1/sessions", body=body, headers={"Idempotency-Key": order.attempt})
        if status not in (200, 201):
            raise Unavailable(f"the test bank opened no session: {status} {answer}", reader=wire.NO_ANSWER)
        return _session(answer)

    def query(self, *, attempt: str, session: str) -> Session | None:
        path = f"/v1/sessions/{quote(session, safe='')}" if session else f"/v1/sessions?reference={quote(attempt)}"
        status, answer = self._call("GET", path)
        if status == 404:
            return None
        if status != 200:
            raise Unavailable(f"the test bank does not say: {status} {answer}", reader=wire.NO_ANSWER)
        return _session(answer)

    def close_session(self, *, attempt: str, session: str) -> Session | None:
        where = f"{quote(session, safe='')}/close" if session else f"close?reference={quote(attempt)}"
        status, answer = self._call("POST", f"/v1/sessions/{where}", body={})
        if status == 404:
            return None
        if status != 200:
            raise Unavailable(f"the test bank does not close: {status} {answer}", reader=wire.NO_ANSWER)
        return _session(answer)

    def create_refund(self, order: RefundOrder) -> Refunding:
        body = {"reference": order.refund, "session": order.session, "amount": order.money.amount}
        status, answer = self._call("POST", "/v1/refunds", body=body)
        if status == 402:
            return Refunding("", order.money, None, "balance_too_low")
        if status in (404, 409, 422):  # it will never take this one
            return Refunding("", order.money, RefundKind.FAILED, str(answer.get("error", ""))[:60] or "declined")
        if status not in (200, 201):
            raise Unavailable(f"the test bank pays nothing back: {status} {answer}", reader=wire.NO_ANSWER)
        return _refunding(answer)

    def find_refund(self, order: RefundOrder) -> Refunding | None:
        status, answer = self._call("GET", f"/v1/refunds/{quote(order.refund, safe='')}")
        if status == 404:
            return None
        if status != 200:
            raise Unavailable(f"the test bank does not say: {status} {answer}", reader=wire.NO_ANSWER)
        return _refunding(answer)

    def settlement(self, day: date) -> Iterator[SettlementRow]:
        after, more = 0, True
        while more:
            page = self._page(day, after)
            try:
                more, rows = page["more"] is True, [_row(row) for row in page["rows"]]
                if page["day"] != day.isoformat() or page["after"] != after or (more and not rows):
                    raise ValueError("another page than was asked for")
            except (KeyError, ValueError, TypeError) as error:
                raise Unavailable(f"the test bank's file cannot be read: {error!r}") from error
            yield from rows
            after += len(rows)

    def _page(self, day: date, after: int) -> dict[str, Any]:
        """One page of the day's file, its signature checked."""
        path = f"/v1/settlements/{day.isoformat()}?after={after}"
        status, headers, body = wire.fetch(settings.LEGATION_TESTBANK, path, headers=self._headers())
        if status != 200:
            raise Unavailable(f"the test bank has no file of {day}: {status}", reader=wire.NO_ANSWER)
        _check_signature(headers.get(SIGNATURE.lower(), ""), body, timezone.now())
        found = json.loads(body)
        return found if isinstance(found, dict) else {}

    def parse_webhook(self, *, body: bytes, headers: Mapping[str, str], at: datetime) -> Said | None:
        folded = {name.lower(): value for name, value in headers.items()}
        _check_signature(folded.get(SIGNATURE.lower(), ""), body, at)
        try:
            said = json.loads(body)
            if not isinstance(said, dict):
                raise ValueError("not an object")
            return _notice(said)
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise Invalid(f"webhook of the test bank cannot be read: {error!r}") from error

    def origins(self) -> list[str]:
        parts = urlsplit(settings.LEGATION_TESTBANK)
        return [f"{parts.scheme}://{parts.netloc}"]
