"""Client of the Test Bank, the provider that comes with the house and takes nothing but its own test cards."""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings

from legation.ground.errors import Invalid, NotAllowed, Unavailable
from legation.payments.providers import wire
from legation.payments.providers.base import Notice, Order, Session
from legation.payments.providers.secret import bearer_key, webhook_key
from legation.payments.rules import Kind, Money

MOST_AGE_SECONDS = 300
SIGNATURE = "Testbank-Signature"
_TOLD = {"captured": Kind.CAPTURED, "refused": Kind.REFUSED}
_ENDED = {"open": None, **_TOLD}


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


def _session(said: dict[str, Any]) -> Session:
    try:
        page, ended = _text(said, "page", 500), _ENDED[_text(said, "state", 20)]
        if not page.startswith(("https://", "http://")):
            raise ValueError("page")
        return Session(_text(said, "session", 80), page, _money(said), ended, _text(said, "code", 60, least=0))
    except (KeyError, ValueError) as error:
        raise Unavailable(f"the test bank's answer cannot be read: {error!r}") from error


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


def _notice(said: dict[str, Any]) -> Notice:
    return Notice(
        key=_text(said, "id", 80),
        kind=_TOLD[_text(said, "kind", 20)],
        attempt=_text(said, "reference", 80),
        session=_text(said, "session", 80),
        money=_money(said),
        code=_text(said, "code", 60, least=0),
    )


class TestBank:
    """The Test Bank over its HTTP interface at LEGATION_TESTBANK."""

    __test__ = False  # its name must not make a test runner collect it
    name = "testbank"

    def _call(self, method: str, path: str, **sent: Any) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {bearer_key()}", "Content-Type": "application/json"}
        headers |= sent.pop("headers", {})
        return wire.call(settings.LEGATION_TESTBANK, method, path, headers=headers, **sent)

    def create_session(self, order: Order) -> Session:
        body = {
            "reference": order.attempt,
            "order": order.reference,
            "amount": order.money.amount,
            "currency": order.money.currency,
            "return_url": order.return_url,
            "language": order.language,
        }
        status, answer = self._call("POST", "/v1/sessions", body=body, headers={"Idempotency-Key": order.attempt})
        if status not in (200, 201):
            raise Unavailable(f"the test bank opened no session: {status} {answer}")
        return _session(answer)

    def query(self, *, attempt: str, session: str) -> Session | None:
        path = f"/v1/sessions/{quote(session, safe='')}" if session else f"/v1/sessions?reference={quote(attempt)}"
        status, answer = self._call("GET", path)
        if status == 404:
            return None
        if status != 200:
            raise Unavailable(f"the test bank does not say: {status} {answer}")
        return _session(answer)

    def parse_webhook(self, *, body: bytes, headers: Mapping[str, str], at: datetime) -> Notice:
        folded = {name.lower(): value for name, value in headers.items()}
        _check_signature(folded.get(SIGNATURE.lower(), ""), body, at)
        try:
            said = json.loads(body)
            if not isinstance(said, dict):
                raise ValueError("not an object")
            return _notice(said)
        except (KeyError, ValueError, RecursionError) as error:
            raise Invalid(f"webhook of the test bank cannot be read: {error!r}") from error

    def origins(self) -> list[str]:
        parts = urlsplit(settings.LEGATION_TESTBANK)
        return [f"{parts.scheme}://{parts.netloc}"]
