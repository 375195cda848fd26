"""The provider's four addresses over WSGI, with everything in memory: one process, a demonstration's size."""

import base64
import hmac
import html
import json
import os
import secrets
import time
from functools import cache
from hashlib import sha256
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from legation.ground.people.provider.faults import NAMES, bent
from legation.ground.utopians import UTOPIANS

MOST_BYTES, CODE_SECONDS, TOKEN_SECONDS = 16 * 1024, 60, 300
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>National sign-on of Utopia</title><style>body{{font:17px/1.5 sans-serif;max-width:32rem;margin:3rem auto;
padding:0 1rem;color-scheme:light dark}}button{{font:inherit;display:block;width:100%;margin:.5rem 0;padding:.7rem;
text-align:start}}</style><h1>National sign-on of Utopia</h1><p>A demonstration: nobody here exists. Who are you?</p>
<form method="post" action="/authorize?{query}">{people}<button name="who" value="">Cancel</button></form></html>"""


_LOCK = Lock()


class Provider:
    """One running provider: its keys, the codes it gave out, the faults switched on."""

    def __init__(self) -> None:
        self.issuer, self.client = os.environ["SIGNON_ADDRESS"], os.environ["SIGNON_CLIENT"]
        self.secret, self.backs = os.environ["SIGNON_SECRET"], os.environ["SIGNON_BACK"].split()
        self.faults: set[str] = set()
        self.codes: dict[str, dict[str, Any]] = {}
        self.key = self.new_key()
        self.forger = self.new_key()

    def new_key(self) -> RSAKey:
        """A signing key under a name of its own."""
        return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"}, auto_kid=False)

    def operator(self, given: str) -> bool:
        """Whether an operator asks."""
        return hmac.compare_digest(given, self.secret)

    def id_token(self, kept: dict[str, Any]) -> str:
        """A signed statement of who signed on, unless a fault bends it."""
        now, person = int(time.time()), kept["person"]
        claims = {
            "iss": self.issuer, "aud": self.client, "sub": sha256(person.number.encode()).hexdigest()[:24],
            "iat": now, "exp": now + TOKEN_SECONDS, "nonce": kept["nonce"], "family_name": person.surname,
            "given_name": person.given_names, "birthdate": person.birth_date, "gender": person.sex,
            "national_number": person.number,
        }  # fmt: skip
        claims = bent(claims, self.faults, now)
        if "unsigned" in self.faults:
            head, body = ({"alg": "none", "typ": "JWT"}, claims)
            return (
                ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in (head, body))
                + "."
            )
        if "confused" in self.faults:  # HMAC under the public key, which everybody has (RFC 8725 section 2.1)
            said = ".".join((_part({"alg": "HS256", "kid": self.key.kid}), _part(claims)))
            mac = hmac.digest(self.key.as_pem(private=False), said.encode(), "sha256")
            return f"{said}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
        key = self.forger if "forged" in self.faults else self.key
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, key)


def _part(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


@cache
def _provider() -> Provider:
    return Provider()


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """WSGI."""
    with _LOCK:
        status, headers, body = _answer(_provider(), environ)
    kind = "text/html; charset=utf-8" if body.startswith(b"<") else "application/json"
    start_response(status, [("Content-Type", kind), ("Cache-Control", "no-store"), *headers])
    return [body]


Answer = tuple[str, list[tuple[str, str]], bytes]


def _json(status: str, data: Any) -> Answer:
    return status, [], json.dumps(data).encode()


def _answer(provider: Provider, environ: dict[str, Any]) -> Answer:
    path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
    length = environ.get("CONTENT_LENGTH") or "0"
    sent = environ["wsgi.input"].read(min(int(length), MOST_BYTES)).decode() if length.isdigit() else ""
    query = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
    if path == "/faults" and method == "POST":
        return _switch(provider, sent, environ.get("HTTP_AUTHORIZATION", ""))
    if path == "/health":
        return _json("200 OK", {"status": "ok"})
    if "down" in provider.faults:
        return _json("503 Service Unavailable", {"error": "down"})
    if path == "/.well-known/openid-configuration":
        return _json("200 OK", _about(provider.issuer))
    if path == "/jwks":
        return _json("200 OK", KeySet([provider.key]).as_dict(private=False))
    if path == "/authorize":
        return _authorize(provider, query, dict(parse_qsl(sent)) if method == "POST" else None)
    if path == "/token" and method == "POST":
        return _token(provider, dict(parse_qsl(sent)), environ.get("HTTP_AUTHORIZATION", ""))
    return _json("404 Not Found", {"error": "not_found"})


def _about(issuer: str) -> dict[str, Any]:
    return {
        "issuer": issuer, "authorization_endpoint": f"{issuer}/authorize", "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/jwks", "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
    }  # fmt: skip


def _switch(provider: Provider, sent: str, given: str) -> Answer:
    if not provider.operator(given.removeprefix("Bearer ")):
        return _json("403 Forbidden", {"error": "operator_only"})
    wanted = set(sent.split())
    if unknown := wanted - set(NAMES):
        return _json("400 Bad Request", {"error": f"no fault {sorted(unknown)}"})
    if "rotated" in wanted:
        provider.key = provider.new_key()
    provider.faults = wanted
    return _json("200 OK", {"faults": sorted(wanted)})


def _authorize(provider: Provider, query: dict[str, str], form: dict[str, str] | None) -> Answer:
    if query.get("client_id") != provider.client or query.get("redirect_uri") not in provider.backs:
        return _json("400 Bad Request", {"error": "unauthorized_client"})
    if query.get("response_type") != "code" or query.get("code_challenge_method") != "S256":
        return _back(query, {"error": "invalid_request"})
    if form is None:
        people = "".join(
            f'<button name="who" value="{one.number}">{html.escape(f"{one.given_names} {one.surname}")}</button>'
            for one in UTOPIANS if not one.dead
        )  # fmt: skip
        return "200 OK", [], _PAGE.format(query=html.escape(urlencode(query)), people=people).encode()
    person = next((one for one in UTOPIANS if one.number == form.get("who")), None)
    if person is None or "denied" in provider.faults:
        return _back(query, {"error": "access_denied"})
    code = secrets.token_urlsafe(24)
    provider.codes[code] = {"person": person, "nonce": query.get("nonce", ""), "back": query["redirect_uri"],
                            "challenge": query["code_challenge"], "until": time.time() + CODE_SECONDS}  # fmt: skip
    return _back(query, {"code": code, "iss": provider.issuer})


def _back(query: dict[str, str], said: dict[str, str]) -> Answer:
    place = f"{query['redirect_uri']}?{urlencode(said | {'state': query.get('state', '')})}"
    return "303 See Other", [("Location", place)], b"{}"


def _token(provider: Provider, form: dict[str, str], given: str) -> Answer:
    expected = base64.b64encode(f"{provider.client}:{provider.secret}".encode()).decode()
    if not hmac.compare_digest(given, f"Basic {expected}"):
        return _json("401 Unauthorized", {"error": "invalid_client"})
    if "redirected" in provider.faults:
        return "302 Found", [("Location", f"{provider.issuer}/elsewhere")], b"{}"
    kept = provider.codes.pop(form.get("code", ""), None)
    challenge = base64.urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
    if (kept is None or kept["until"] < time.time() or form.get("redirect_uri") != kept["back"]
            or not hmac.compare_digest(challenge, kept["challenge"])):  # fmt: skip
        return _json("400 Bad Request", {"error": "invalid_grant"})
    token = {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": TOKEN_SECONDS}
    return _json("200 OK", token if "no_token" in provider.faults else token | {"id_token": provider.id_token(kept)})
