"""Headers that every answer carries, and the one place where an error becomes an answer."""

import logging
import secrets
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from isal import igzip

from legation.config.logs import request_id
from legation.ground.errors import LegationError, TooMany
from legation.ground.health.api import note_fault
from legation.ground.languages.fallback import in_page, in_plain, is_marked

log = logging.getLogger("legation")

MOST_BODY_BYTES = 26 * 1024 * 1024
"""Three files of the largest size on one page, and what is typed beside them."""
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Frame-Options": "DENY",
}

# a style sheet or font can do nothing by itself; the rest would only be weight, a dozen times a page
_ACTIVE = (".js", ".svg", ".wasm")
_HEADERS_OF_A_FILE = {name: _HEADERS[name] for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")}

_FORESEEN = (Http404, PermissionDenied, SuspiciousOperation)
"""What Django raises for a request that it refuses."""

_LEAST_BYTES = 200
"""Below, what packing saves is no packet."""
_LONG_BYTES = 32 * 1024
"""From here on it is worth the reader's line to pack tighter and longer."""
_NOT_PLAIN = ("Content-Encoding", "ETag")
_FNAME = b"\x08"
"""A flag of RFC 1952, section 2.3.1: a name follows the header."""

Answer = Callable[[HttpRequest], HttpResponse]
_TEXT = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/javascript",
    "application/manifest",
    "image/svg",
)


class Compression(GZipMiddleware):
    """Packs text; pictures and papers are packed already, and to try again costs more than to send them.

    Pages are packed by ISA-L, in an eighth of the time and a twentieth to a tenth larger, but for the few long ones.
    As in Django's, a name of random length keeps what is packed from telling, by its size, a secret that stands on the
    page (BREACH).
    """

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if not response.headers.get("Content-Type", "").startswith(_TEXT):
            return response
        whole = b"" if response.streaming else response.content
        if response.streaming or len(whole) >= _LONG_BYTES or any(map(response.has_header, _NOT_PLAIN)):
            return super().process_response(request, response)
        if len(whole) >= _LEAST_BYTES:
            patch_vary_headers(response, ("Accept-Encoding",))
            if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
                response.content = _packed(whole)
                response.headers["Content-Length"] = str(len(response.content))
                response.headers["Content-Encoding"] = "gzip"
        return response


def _packed(whole: bytes) -> bytes:
    packed = igzip.compress(whole, 2, mtime=0)
    name = secrets.token_urlsafe(secrets.randbelow(GZipMiddleware.max_random_bytes)).encode()
    return b"".join([packed[:3], _FNAME, packed[4:10], name, b"\0", packed[10:]])


@lru_cache(maxsize=64)
def _policy(forms: tuple[str, ...], scripts: tuple[str, ...]) -> str:
    own = "script-src 'self'"
    return " ".join([_POLICY.replace(own, " ".join([own, *scripts])), *forms])


class SecurityHeaders:
    """Adds the security headers.

    A view that sends people to a payment page names it in `response.form_action`; one whose scripts need more than our
    own origin says so in `response.script_src`.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        bare = request.path.startswith("/static/") and not request.path.endswith(_ACTIVE)
        for name, value in (_HEADERS_OF_A_FILE if bare else _HEADERS).items():
            response.headers.setdefault(name, value)
        if bare:
            return response
        policy = _policy(tuple(getattr(response, "form_action", ())), tuple(getattr(response, "script_src", ())))
        response.headers.setdefault("Content-Security-Policy", policy)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class Fallbacks:
    """Labels the texts of an answer that stand in English because the reader's language lacks them."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        kind = response.headers.get("Content-Type", "")
        if kind.startswith(_TEXT) and not response.streaming and is_marked(response.content):
            said = in_page if kind.startswith("text/html") else in_plain
            response.content = said(response.content.decode()).encode()
            response.headers["Content-Length"] = str(len(response.content))
        return response


class Errors:
    """Turns the exception tree of ground.errors into pages; refuses bodies nobody would send in good faith."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, _FORESEEN):
            return None  # Django answers it, and nothing is wrong with the house
        if not isinstance(error, LegationError):
            _capture(request, error)
            return None
        if error.status >= 500:
            log.error(
                "%s at %s",
                error.code,
                request.resolver_match and request.resolver_match.view_name,
                exc_info=error,
            )
        response = render(request, "config/error.html", {"error": error}, status=error.status)
        if isinstance(error, TooMany):
            response.headers["Retry-After"] = str(error.wait)
        return response


def _capture(request: HttpRequest, error: Exception) -> None:
    """Keep what nobody foresaw for the administrators' screen; a database that is away keeps nothing."""
    match = request.resolver_match
    try:
        with transaction.atomic():
            note_fault(
                error, view=(match.view_name or "") if match else "", request=request_id.get(), at=timezone.now()
            )
    except (DatabaseError, InterfaceError):
        log.warning("a fault could not be kept")


class BodyLimit:
    """Answers 413 before anything is read when a body says that it is larger than any form of ours."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > MOST_BODY_BYTES:
            from legation.config.views import error_answer
            from legation.ground.errors import TooLarge

            return error_answer(request, TooLarge(length))
        return self.answer(request)
