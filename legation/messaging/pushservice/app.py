"""The push service over WSGI.

POST /subscriptions   a browser of a phone of Utopia; the body is the house's public key; the subscription as JSON
POST /push/<name>     a message (RFC 8030), from whoever's key the subscription is bound to
GET  /                the phones: what they show, for people
GET  /shown/<name>    the same of one browser as JSON
POST /faults          switch exactly these on (whoever has the key)
GET  /health
"""

import hmac
import json
import os
import time
from datetime import UTC, datetime
from html import escape
from typing import Any

from legation.messaging.push import words
from legation.messaging.pushservice.phone import Phones

FAULTS = ("gone", "unknown", "busy", "down", "slow")
MOST_BYTES, SLOW_SECONDS = 4096, 6.0
_BENT = {
    "gone": "410 Gone", "unknown": "404 Not Found", "busy": "429 Too Many Requests", "down": "503 Service Unavailable",
}  # fmt: skip
phones = Phones()
Answer = tuple[str, Any]


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """WSGI."""
    if environ["PATH_INFO"] == "/":
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", "default-src 'none'")]
        start_response("200 OK", headers)
        return [_screens().encode()]
    status, body = _answer(environ)
    start_response(status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
    return [json.dumps(body).encode()]


def _answer(environ: dict[str, Any]) -> Answer:
    length = environ.get("CONTENT_LENGTH") or "0"
    sent = environ["wsgi.input"].read(min(int(length) if length.isdigit() else 0, MOST_BYTES + 1))
    match environ["REQUEST_METHOD"], environ["PATH_INFO"].split("/")[1:]:
        case "GET", ["health"]:
            return "200 OK", {"status": "ok"}
        case "POST", ["subscriptions"]:
            return "201 Created", phones.subscribe(sent.decode()).subscription(_address())
        case "POST", ["push", name]:
            return _push(environ, name, sent)
        case "GET", ["shown", name]:
            found = phones.named(name)
            return ("200 OK", {"shown": found.shown}) if found else ("404 Not Found", {"error": "unknown"})
        case "POST", ["faults"]:
            given = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
            if not hmac.compare_digest(given.encode(), os.environ["PUSH_SECRET"].encode()):
                return "403 Forbidden", {"error": "not_allowed"}
            phones.faults = set(sent.decode().split()) & set(FAULTS)
            return "200 OK", {"faults": sorted(phones.faults)}
    return "404 Not Found", {"error": "not_found"}


def _push(environ: dict[str, Any], name: str, sent: bytes) -> Answer:
    """What a real service asks of a message, in the order of RFC 8030, section 5, and RFC 8292, section 4.2."""
    faults = frozenset(phones.faults)
    for fault in faults & _BENT.keys():
        return _BENT[fault], {"error": fault}
    found = phones.named(name)
    if found is None:
        return "404 Not Found", {"error": "unknown"}
    endpoint, now = f"{_address()}/push/{name}", datetime.now(UTC)
    if not words.is_genuine(environ.get("HTTP_AUTHORIZATION", ""), endpoint, found.house, at=now):
        return "403 Forbidden", {"error": "vapid"}
    if not environ.get("HTTP_TTL", "").isdigit() or environ.get("HTTP_CONTENT_ENCODING") != "aes128gcm":
        return "400 Bad Request", {"error": "TTL and Content-Encoding"}
    if len(sent) > MOST_BYTES:
        return "413 Content Too Large", {"error": "too_large"}
    try:
        found.show(sent, topic=environ.get("HTTP_TOPIC", ""))
    except ValueError:
        # a real service cannot know; the browser would drop it, and nobody would see why
        return "400 Bad Request", {"error": "unreadable"}
    if "slow" in faults:
        time.sleep(SLOW_SECONDS)
    return "201 Created", {}


def _address() -> str:
    return os.environ["PUSH_ADDRESS"].rstrip("/")


def _screens() -> str:
    rows = "".join(
        f'<li lang="{escape(each["lang"])}" dir="auto">{escape(each["text"])} <small>{escape(each["at"])}</small></li>'
        for browser in phones.all()
        for each in reversed(browser.shown)
    )
    faults = ", ".join(sorted(phones.faults)) or "none"
    return (
        '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">'
        "<title>Screens of Utopia</title><h1>Screens of Utopia</h1>"
        f"<p>A test push service: nothing leaves this machine. Faults switched on: {faults}.</p>"
        f"<ul>{rows or '<li>No line yet.</li>'}</ul></html>"
    )
