"""The national sign-on: OpenID Connect Core 1.0, code flow with PKCE (RFC 7636), state and nonce, by Authlib.

What the provider says is believed only if its ID token is signed by one of its published keys with an algorithm of
ours, for us, now, and for the very request that this browser made (section 3.1.3.7).
"""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from legation.ground import lines
from legation.ground.errors import Invalid, LegationError, Unavailable
from legation.ground.profile import profile

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
LEEWAY_SECONDS = 60
_CACHE_SECONDS = 300
log = logging.getLogger("legation")


class SignOnDown(Unavailable):
    """The national sign-on does not answer."""

    sentence = _("The national sign-on does not answer just now. Try again later, or have a link sent to you.")


class NotBelieved(Invalid):
    """What came back was not what was asked for, or was not said by the provider."""

    sentence = _("The answer of the national sign-on could not be believed. You were not signed in. Please try again.")


class Cancelled(Invalid):
    """The person, or the provider, said no."""

    sentence = _("The national sign-on was not finished. Try again, or have a link sent to you.")


@dataclass(frozen=True)
class Asked:
    """What this browser asked; kept in its session until the answer comes."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Told:
    """Who signed on: the issuer's name for them, and what it says of them by our field codes."""

    subject: str
    details: dict[str, str]


def offered() -> bool:
    """Whether this instance knows a national sign-on."""
    return bool(settings.LEGATION_SIGN_ON and profile().sign_on)


def begin(*, back: str, language: str, at: datetime) -> tuple[str, Asked]:
    """Where to send the browser, and what to remember of it.

    Raises:
        SignOnDown: the provider does not answer.
    """
    asked = Asked(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
    place = _provider(at)["authorization_endpoint"]
    address, _state = _client(back).create_authorization_url(
        place, state=asked.state, code_verifier=asked.verifier, nonce=asked.nonce, ui_locales=language
    )
    return address, asked


def finish(*, asked: Mapping[str, str] | None, answer: Mapping[str, str], back: str, at: datetime) -> Told:
    """Who it is that came back.

    Raises:
        Cancelled: the provider says that nobody signed on.
        NotBelieved: the answer does not belong to what this browser asked, or the ID token is not good.
        SignOnDown: the provider does not answer.
    """
    if asked is None or not secrets.compare_digest(asked["state"], answer.get("state", "")):
        raise NotBelieved("state")
    provider = _provider(at)
    if answer.get("iss", provider["issuer"]) != provider["issuer"]:  # RFC 9207
        raise NotBelieved("another issuer answered")
    if "error" in answer:
        raise Cancelled(answer["error"][:80])
    token = _token(provider["token_endpoint"], answer.get("code", ""), asked["verifier"], back)
    claims = _believed(token, provider, asked["nonce"], at)
    return Told(f"{claims['iss']} {claims['sub']}", _details(claims))


def _token(address: str, code: str, verifier: str, back: str) -> dict[str, Any]:
    try:
        found = _client(back).fetch_token(address, code=code, code_verifier=verifier, grant_type="authorization_code")
    except LegationError:
        raise
    except (AuthlibBaseError, ValueError, TypeError) as error:
        raise NotBelieved(f"token: {error!r}") from error
    return dict(found)


def _believed(token: dict[str, Any], provider: dict[str, Any], nonce: str, at: datetime) -> CodeIDToken:
    said, params = token.get("id_token"), {"nonce": nonce, "client_id": settings.LEGATION_SIGN_ON_CLIENT,
                                          "access_token": token.get("access_token")}  # fmt: skip
    options: Any = {"iss": {"essential": True, "value": provider["issuer"]},
                    "aud": {"essential": True, "value": settings.LEGATION_SIGN_ON_CLIENT}}  # fmt: skip
    try:
        decoded = _decoded(str(said), provider["jwks_uri"], at)
        claims = CodeIDToken(decoded.claims, decoded.header, options, params)
        claims.validate(now=int(at.timestamp()), leeway=LEEWAY_SECONDS)
    except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError) as error:
        log.warning("national sign-on: %s", type(error).__name__)
        raise NotBelieved(f"id token: {error!r}") from error
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
        raise NotBelieved("sub")
    return claims


def _decoded(token: str, keys: str, at: datetime) -> jwt.Token:
    """The token's content, if one of the provider's keys signed it; keys it has rotated to are fetched anew once."""
    window = int(at.timestamp()) // _CACHE_SECONDS
    try:
        return jwt.decode(token, KeySet.import_key_set(_fetched(keys, window)), algorithms=ALGORITHMS)  # type: ignore[arg-type]
    except (JoseError, ValueError):
        _fetched.cache_clear()
        return jwt.decode(token, KeySet.import_key_set(_fetched(keys, window)), algorithms=ALGORITHMS)  # type: ignore[arg-type]


def _details(claims: Mapping[str, Any]) -> dict[str, str]:
    names = profile().sign_on.claims if profile().sign_on else {}  # type: ignore[union-attr]
    return {field: str(claims[claim])[:120] for field, claim in names.items() if claims.get(claim)}


def _provider(at: datetime) -> dict[str, Any]:
    """What the provider publishes about itself (OpenID Connect Discovery 1.0, section 4)."""
    issuer = settings.LEGATION_SIGN_ON.rstrip("/")
    found = _fetched(f"{issuer}/.well-known/openid-configuration", int(at.timestamp()) // _CACHE_SECONDS)
    places = [str(found.get(name, "")) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if str(found.get("issuer", "")).rstrip("/") != issuer or not all(map(lines.is_secret, places)):
        _fetched.cache_clear()
        raise SignOnDown(f"{issuer} publishes another issuer, or open addresses")
    return found


@lru_cache(maxsize=8)
def _fetched(address: str, _window: int) -> dict[str, Any]:
    try:
        return lines.ask(address)
    except Unavailable as error:
        raise SignOnDown(error.detail) from error


def _client(back: str) -> OAuth2Client:
    secret = (settings.LEGATION_KEYS / "sign_on.secret").read_text().strip()
    return OAuth2Client(
        session=_Line(), client_id=settings.LEGATION_SIGN_ON_CLIENT, client_secret=secret, scope="openid profile",
        redirect_uri=back, code_challenge_method="S256",
    )  # fmt: skip


class _Line:
    """What Authlib posts through."""

    def post(self, url: str, *, data: dict[str, str], headers: dict[str, str], auth: Any) -> "_Answer":
        url, headers, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        try:
            return _Answer(lines.ask(url, body.encode(), headers))
        except lines.Refused as error:
            raise NotBelieved(error.detail) from error
        except Unavailable as error:
            raise SignOnDown(error.detail) from error


class _Answer:
    status_code = 200

    def __init__(self, found: dict[str, Any]) -> None:
        self._found = found

    def json(self) -> dict[str, Any]:
        return self._found


def kept(asked: Asked) -> dict[str, str]:
    """What was asked, for a session."""
    return asdict(asked)
