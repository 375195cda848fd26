"""JSON over HTTP to one house, on a connection per thread that is kept open. Short time-outs; never a redirect."""

import http.client
import json
import threading
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Unavailable

TIMEOUT_SECONDS = 4
MOST_BYTES = 64 * 1024
NO_ANSWER = _(
    "The payment service does not answer just now. If you have already paid, your payment is not lost."
    " Please try again in a few minutes."
)
_open = threading.local()


def _connect(base: str) -> http.client.HTTPConnection:
    parts = urlsplit(base)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)


Answered = tuple[int, dict[str, str], bytes]


def _exchange(base: str, request: tuple[str, str, bytes | None, dict[str, str]]) -> Answered:
    kept: dict[str, http.client.HTTPConnection] = _open.__dict__.setdefault("connections", {})
    connection = kept.pop(base, None)
    fresh = connection is None
    connection = connection or _connect(base)
    try:
        connection.request(*request)
        answer = connection.getresponse()
        data = answer.read(MOST_BYTES)
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        # the other side may have closed a kept connection meanwhile: that alone is worth a second try
        if not fresh and isinstance(error, ConnectionError):
            return _exchange(base, request)
        raise Unavailable(f"{base} does not answer: {error!r}", reader=NO_ANSWER) from error
    if answer.isclosed():
        kept[base] = connection
    else:
        connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, data


def fetch(base: str, path: str, *, headers: dict[str, str]) -> Answered:
    """Get something as it is, with its headers in lower case.

    Raises:
        Unavailable: no answer within the time-out, or more than 64 kB.
    """
    status, told, data = _exchange(base, ("GET", path, None, headers))
    if len(data) >= MOST_BYTES:
        raise Unavailable(f"{base}{path} answered with more than {MOST_BYTES} bytes")
    return status, told, data


def call(
    base: str, method: str, path: str, *, body: dict[str, Any] | None = None, headers: dict[str, str]
) -> tuple[int, dict[str, Any]]:
    """Send a request that is safe to repeat; gives the status and the JSON object answered.

    Raises:
        Unavailable: no answer within the time-out, or not a JSON object of at most 64 kB.
    """
    sent = None if body is None else json.dumps(body, separators=(",", ":")).encode()
    status, _headers, data = _exchange(base, (method, path, sent, headers))
    try:
        answer = json.loads(data)
    except ValueError as error:
        raise Unavailable(f"{base}{path} answered {status} with something that is not JSON") from error
    if not isinstance(answer, dict):
        raise Unavailable(f"{base}{path} answered {status} with no JSON object")
    return status, answer
