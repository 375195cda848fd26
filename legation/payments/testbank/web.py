"""Requests and answers over WSGI, and no more of it than a bank needs."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

MOST_BYTES = 16 * 1024
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
_NOTHING = ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
Headers = tuple[tuple[str, str], ...]


class Problem(Exception):
    """A request that is answered with an error: `code` for machines, `detail` for the merchant's log."""

    def __init__(self, status: int, code: str, detail: str = "", *, headers: Headers = ()) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.headers = status, code, detail, headers


@dataclass(frozen=True)
class Response:
    """An answer. Without a policy of its own it may load nothing, and without a say it is kept by nobody."""

    status: int
    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    headers: Headers = ()

    def send(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Give this answer the WSGI way; a HEAD gets its headers only."""
        own = {name for name, _ in self.headers}
        headers = [*self.headers, *_ALWAYS, ("Content-Length", str(len(self.body)))]
        if self.body:
            headers.append(("Content-Type", self.media_type))
        headers += [pair for pair in (_NOTHING, ("Cache-Control", "no-store")) if pair[0] not in own]
        start_response(f"{self.status} {HTTPStatus(self.status).phrase}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


def json_response(status: int, data: dict[str, Any], headers: Headers = ()) -> Response:
    """`data` as JSON."""
    return Response(status, json.dumps(data, separators=(",", ":")).encode(), "application/json", headers)


def see_other(location: str, policy: Headers = ()) -> Response:
    """Go there with a GET."""
    return Response(303, headers=(("Location", location), *policy))


class Request:
    """What was asked. Anything in it may be hostile."""

    def __init__(self, environ: dict[str, Any]) -> None:
        self._environ = environ
        self.method = "GET" if environ["REQUEST_METHOD"] == "HEAD" else environ["REQUEST_METHOD"]
        self.path: str = environ.get("PATH_INFO") or "/"

    def header(self, name: str) -> str:
        """A header's value, empty if absent."""
        return str(self._environ.get("HTTP_" + name.upper().replace("-", "_"), ""))

    @cached_property
    def query(self) -> dict[str, str]:
        """What stands after the question mark; the last value of a name counts."""
        return _pairs(self._environ.get("QUERY_STRING", ""))

    @cached_property
    def body(self) -> bytes:
        """The body.

        Raises:
            Problem: it has no length, or one above 16 kB.
        """
        length = self._environ.get("CONTENT_LENGTH") or ""
        if not (length.isascii() and length.isdigit()):
            raise Problem(411, "length_required")
        if len(length) > 9 or int(length) > MOST_BYTES:
            raise Problem(413, "too_large")
        data: bytes = self._environ["wsgi.input"].read(int(length))
        return data

    @cached_property
    def form(self) -> dict[str, str]:
        """The fields of a form."""
        return _pairs(self.body.decode("ascii", "replace"))

    def many(self, name: str) -> list[str]:
        """Every value of a field that a form may have several times."""
        pairs = _all_pairs(self.body.decode("ascii", "replace"))
        return [value for field, value in pairs if field == name]

    @cached_property
    def json(self) -> dict[str, Any]:
        """The JSON object in the body.

        Raises:
            Problem: there is none.
        """
        try:
            data = json.loads(self.body)
        except (ValueError, RecursionError):
            raise Problem(400, "not_json") from None
        if not isinstance(data, dict):
            raise Problem(400, "not_an_object")
        return data


def _pairs(text: str) -> dict[str, str]:
    return dict(_all_pairs(text))


def _all_pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=40)
    except ValueError:
        raise Problem(400, "too_many_fields") from None
