"""The merchant's side: open a session, ask about one. JSON, a bearer key, an idempotency key for each session."""

import hmac
import json
import re
import secrets
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from legation.payments.testbank.config import Config
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
        )
    except ValueError as error:
        raise Problem(422, "invalid", f"{error} cannot be that") from None


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
    }


class MerchantApi:
    """What the merchant may ask, with the key derived from the shared secret."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store, self._config = store, config
        self._bearer = f"Bearer {config.derived('bearer')}".encode()

    def _let_in(self, request: Request) -> None:
        given = request.header("Authorization").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._bearer):
            raise Problem(401, "unauthorized", headers=(("WWW-Authenticate", "Bearer"),))

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
        return json_response(200, _answer(session, self._config))
