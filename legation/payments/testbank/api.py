"""The merchant's side: open a session, ask about one, close one, pay one back, read a day's file.

JSON, a bearer key, an idempotency key for each session; a refund's own name is its idempotency key.
"""

import hmac
import json
import re
import secrets
import time
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from legation.payments.testbank import faults
from legation.payments.testbank.config import Config
from legation.payments.testbank.deliveries import SIGNATURE, Deliveries, signature
from legation.payments.testbank.disputes import Disputes
from legation.payments.testbank.refunds import Refunds
from legation.payments.testbank.settlements import settlement
from legation.payments.testbank.store import Session, Store
from legation.payments.testbank.web import Problem, Request, Response, json_response

_HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?")
_KEY = re.compile(r"[A-Za-z0-9_.:-]{1,80}")


def origin(url: str) -> str:
    """Scheme and host of an absolute http or https address.

    Raises:
        ValueError: it is not one, or carries anything that could be read in two ways.
    """
    if len(url) > 500 or not re.fullmatch(r"[!-~]+", url) or "\\" in url:
        raise ValueError("return_url")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
        raise ValueError("return_url")
    return f"{parts.scheme}://{parts.netloc}"


def _text(data: dict[str, Any], name: str, pattern: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value.isprintable() or not re.fullmatch(pattern, value):
        raise ValueError(name)
    return value


def _read(data: dict[str, Any]) -> Session:
    try:
        amount = data.get("amount")
        if type(amount) is not int or not 0 < amount <= 10**15:
            raise ValueError("amount")
        return_url = _text(data, "return_url", ".*")
        origin(return_url)
        return Session(
            name=f"cs_{secrets.token_urlsafe(24)}",
            reference=_text(data, "reference", ".{1,80}"),
            shown=_text(data, "order", ".{1,120}"),
            amount=amount,
            currency=_text(data, "currency", "[A-Z]{3}"),
            return_url=return_url,
            language=_text(data, "language", "[A-Za-z-]{2,10}"),
            expires_at=_expiry(data),
        )
    except ValueError as error:
        raise Problem(422, "invalid", f"{error} cannot be that") from None


def _expiry(data: dict[str, Any]) -> float:
    value = data.get("expires_at", 9e9)
    if type(value) not in (int, float) or not 0 < value <= 9e9:
        raise ValueError("expires_at")
    return float(value)


def _answer(session: Session, config: Config) -> dict[str, Any]:
    return {
        "session": session.name,
        "reference": session.reference,
        "state": session.state,
        "page": f"{config.address}/pay/{session.name}",
        "amount": session.amount,
        "currency": session.currency,
        "code": session.code,
        "last_four": session.last_four,
        "step": session.step,
        "at": datetime.fromtimestamp(session.ended_at, UTC).isoformat(timespec="seconds") if session.ended_at else None,
    }


class MerchantApi:
    """What the merchant may ask, with the key derived from the shared secret."""

    def __init__(self, store: Store, config: Config, deliveries: Deliveries) -> None:
        self._store, self._config, self._deliveries = store, config, deliveries
        self.refunds, self.disputes = Refunds(store, deliveries), Disputes(store)
        self._bearer = f"Bearer {config.derived('bearer')}".encode()

    def _let_in(self, request: Request) -> None:
        given = request.header("Authorization").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._bearer):
            raise Problem(401, "unauthorized", headers=(("WWW-Authenticate", "Bearer"),))
        if "provider_down" in self._store.faults():
            raise Problem(503, "down")

    def create(self, request: Request) -> Response:
        """201 and a new session; for a key used before, 200 and the first answer, or 409 if the body was another."""
        self._let_in(request)
        key = request.header("Idempotency-Key")
        if not _KEY.fullmatch(key):
            raise Problem(400, "idempotency_key", "send an Idempotency-Key of 1 to 80 letters, digits and _.:-")
        session = _read(request.json)
        digest = sha256(json.dumps(request.json, sort_keys=True).encode()).hexdigest()
        answer = _answer(session, self._config)
        before = self._store.create(session, key=key, digest=digest, answer=json.dumps(answer))
        if before is None:
            return json_response(201, answer)
        if before[0] != digest:
            raise Problem(409, "idempotency_conflict", "this key was used for another request")
        return json_response(200, json.loads(before[1]), (("Idempotency-Replayed", "true"),))

    def named(self, request: Request, name: str) -> Response:
        """200 and how that session stands, or 404."""
        self._let_in(request)
        return self._found(self._store.named(name))

    def referenced(self, request: Request) -> Response:
        """200 and how the newest session under `?reference=` stands, or 404."""
        self._let_in(request)
        return self._found(self._store.referenced(request.query.get("reference", "")))

    def _found(self, session: Session | None) -> Response:
        if session is None:
            raise Problem(404, "not_found")
        return json_response(200, _answer(self.ended_in_time(session), self._config))

    def close(self, request: Request, name: str) -> Response:
        """200 and how the session stands once nobody can pay it any more, or 404; `name` may be empty for the newest
        under `?reference=`.
        """
        self._let_in(request)
        session = self._store.named(name) if name else self._store.referenced(request.query.get("reference", ""))
        if session is not None and session.state == "open":
            self._expire(session)
            session = self._store.named(session.name)
        return self._found(session)

    def ended_in_time(self, session: Session) -> Session:
        """The session, expired by now if its time is over."""
        if session.state != "open" or session.expires_at > time.time():
            return session
        self._expire(session)
        return self._store.named(session.name) or session

    def expire_overdue(self) -> None:
        """End every session whose time is over, and tell the merchant."""
        for session in self._store.overdue():
            self._expire(session)

    def _expire(self, session: Session) -> None:
        body = faults.told("expired", session=session, amount=session.amount)
        told = faults.messages([body], faults.of_session(self._store, session))
        owed = self._store.finish(
            session.name, state="expired", code="", last_four=session.last_four, messages=told
        )  # fmt: skip
        for delivery in owed or []:
            self._deliveries.offer(delivery)

    def refund(self, request: Request) -> Response:
        """201 and a new refund, 200 and the one that has this name; 402 while our balance is too low."""
        self._let_in(request)
        name, reference, amount = (request.json.get(key) for key in ("session", "reference", "amount"))
        session = self._store.named(name) if isinstance(name, str) else None
        if session is None:
            raise Problem(404, "not_found")
        if not isinstance(reference, str) or type(amount) is not int:
            raise Problem(422, "invalid", "reference or amount cannot be that")
        new, answer = self.refunds.create(session, reference=reference, amount=amount)
        if "timeout_after_refund" in self._store.faults():
            raise Problem(504, "timeout")
        return json_response(201 if new else 200, answer)

    def refunded(self, request: Request, reference: str) -> Response:
        """200 and how the refund of that name of the merchant's stands, or 404."""
        self._let_in(request)
        return json_response(200, self.refunds.find(reference))

    def settlement(self, request: Request, day: str) -> Response:
        """200 and a page of that day's rows, signed like a message; 404 if that is no day."""
        self._let_in(request)
        after = request.query.get("after", "0")
        try:
            asked, skipped = date.fromisoformat(day), int(after[:9])
        except ValueError:
            raise Problem(404, "not_found") from None
        answer = json_response(200, settlement(self._store, asked, after=skipped, faults=self._store.faults()))
        signed = signature(self._config.derived("webhook"), answer.body, now=time.time())
        return json_response(200, json.loads(answer.body), ((SIGNATURE, signed),))
