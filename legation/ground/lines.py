"""Asking another house's server: JSON over HTTP, bounded in time and size, at the address that was meant."""

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from legation.ground.errors import Unavailable

MOST_BYTES = 256 * 1024
_LATER = (408, 425, 429)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Refused(Unavailable):
    """The server answers, and says that what was asked is wrong (a status of 400 to 499, but not "later")."""


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        """A server that sends us elsewhere is not followed."""


_OPENER = build_opener(_Stay)


def is_secret(address: str) -> bool:
    """Whether what is said at an address is heard by its server only: https, or this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def ask(
    address: str, data: bytes | None = None, headers: dict[str, str] | None = None, *, seconds: float = 8
) -> dict[str, Any]:
    """The JSON object that a server answers with.

    Args:
        data: what is posted; without it the request is a GET.

    Raises:
        Refused: it says that the question is wrong.
        Unavailable: it does not answer in time, answers an error, or something else than a JSON object.
    """
    answer = fetch(address, data, {"Accept": "application/json", **(headers or {})}, most=MOST_BYTES, seconds=seconds)
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise Unavailable(f"{address}: {error!r}") from error
    if not isinstance(found, dict):
        raise Unavailable(f"{address} answers no object")
    return found


def fetch(
    address: str, data: bytes | None, headers: dict[str, str], *, most: int, seconds: float = 8
) -> bytes:  # fmt: skip
    """The bytes that a server answers, `most` at the most.

    Args:
        data: what is posted; without it the request is a GET.

    Raises:
        Refused: it says that the question is wrong.
        Unavailable: it does not answer in time, answers an error, or with more than that.
    """
    if not is_secret(address):
        raise Unavailable(f"{address} is neither https nor this machine")
    request = Request(address, data, headers)  # noqa: S310 — checked above
    try:
        with _OPENER.open(request, timeout=seconds) as answer:
            found = bytes(answer.read(most + 1))
    except HTTPError as error:
        wrong = 400 <= error.code < 500 and error.code not in _LATER
        raise (Refused if wrong else Unavailable)(f"{address}: {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise Unavailable(f"{address}: {error!r}") from error
    if len(found) > most:
        raise Unavailable(f"{address} answers more than {most} bytes")
    return found


def post(address: str, data: bytes, headers: dict[str, str], *, seconds: float = 8) -> int:
    """Post bytes, and give the status of the answer, whatever it is; its body is not read.

    Raises:
        Unavailable: there is no answer in time.
    """
    if not is_secret(address):
        raise Unavailable(f"{address} is neither https nor this machine")
    request = Request(address, data, headers, method="POST")  # noqa: S310 — checked above
    try:
        with _OPENER.open(request, timeout=seconds) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except (OSError, HTTPException, ValueError) as error:
        raise Unavailable(f"no answer: {type(error).__name__}") from error
