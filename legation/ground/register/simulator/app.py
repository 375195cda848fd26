"""The register's one address over WSGI."""

import hmac
import json
import os
import time
from typing import Any

from legation.ground.utopians import UTOPIANS

FAULTS = ("slow", "down", "wrong", "dead", "several", "nobody", "nonsense", "huge")
MOST_BYTES, SLOW_SECONDS = 16 * 1024, 5
_on: set[str] = set()


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """WSGI."""
    status, body = _answer(environ)
    start_response(status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
    return [body if isinstance(body, bytes) else json.dumps(body).encode()]


def _answer(environ: dict[str, Any]) -> tuple[str, Any]:
    path, length = environ["PATH_INFO"], environ.get("CONTENT_LENGTH") or "0"
    if path == "/health":
        return "200 OK", {"status": "ok"}
    given = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if environ["REQUEST_METHOD"] != "POST" or not hmac.compare_digest(given, os.environ["REGISTER_SECRET"]):
        return "403 Forbidden", {"error": "not_allowed"}
    sent = environ["wsgi.input"].read(min(int(length) if length.isdigit() else 0, MOST_BYTES)).decode()
    if path == "/faults":
        _on.clear()
        _on.update(set(sent.split()) & set(FAULTS))
        return "200 OK", {"faults": sorted(_on)}
    return _person(sent) if path == "/person" else ("404 Not Found", {"error": "not_found"})


def _person(sent: str) -> tuple[str, Any]:
    try:
        asked = json.loads(sent)
        number, birth, purpose = asked["number"], asked["birth_date"], asked["purpose"]
    except (ValueError, KeyError, TypeError):
        return "400 Bad Request", {"error": "number, birth_date and purpose"}
    if not purpose:
        return "400 Bad Request", {"error": "a purpose is needed"}
    if "slow" in _on:
        time.sleep(SLOW_SECONDS)
    bent = {"nonsense": ("200 OK", b"<html>"), "down": ("503 Service Unavailable", {"error": "down"}),
            "huge": ("200 OK", b"[" * 10_000_000)}  # fmt: skip
    for fault in _on & bent.keys():
        return bent[fault]
    found = [one.told() for one in UTOPIANS if (one.number, one.birth_date) == (number, birth) and "nobody" not in _on]
    if "wrong" in _on:
        found = [one.told() for one in UTOPIANS if one.number != number][:1]
    if "dead" in _on:
        found = [one | {"dead": True} for one in found]
    return "200 OK", {"persons": found * 2 if "several" in _on else found}
