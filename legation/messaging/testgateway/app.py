"""The gateway over WSGI.

POST /messages   a message (whoever has the key)
GET  /           the phones: what they show, for people
GET  /sent       the same as JSON (whoever has the key)
POST /faults     switch exactly these on (whoever has the key)
GET  /health
"""

import hmac
import json
import os
import time
from hashlib import sha256
from html import escape
from typing import Any

from legation.messaging.testgateway import receipts
from legation.messaging.testgateway.faults import FAULTS, SLOW_SECONDS
from legation.messaging.testgateway.store import Sent, Store

MOST_BYTES = 16 * 1024
store = Store()
Answer = tuple[str, Any]


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """WSGI."""
    if environ["PATH_INFO"] == "/":
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", "default-src 'none'")]
        start_response("200 OK", headers)
        return [_phones().encode()]
    status, body = _answer(environ)
    start_response(status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
    return [json.dumps(body).encode()]


def derived(use: str) -> str:
    """The key for a use, `bearer` or `receipt`, in lower-case hex."""
    return hmac.new(os.environ["SMS_SECRET"].encode(), use.encode(), sha256).hexdigest()


def _answer(environ: dict[str, Any]) -> Answer:
    path, length = environ["PATH_INFO"], environ.get("CONTENT_LENGTH") or "0"
    if path == "/health":
        return "200 OK", {"status": "ok"}
    given = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), derived("bearer").encode()):
        return "403 Forbidden", {"error": "not_allowed"}
    sent = environ["wsgi.input"].read(min(int(length) if length.isdigit() else 0, MOST_BYTES)).decode()
    match environ["REQUEST_METHOD"], path:
        case "POST", "/faults":
            store.faults = set(sent.split()) & set(FAULTS)
            return "200 OK", {"faults": sorted(store.faults)}
        case "POST", "/messages":
            return _take(sent, environ.get("HTTP_IDEMPOTENCY_KEY", ""))
        case "GET", "/sent":
            told = [{"to": each.to, "text": each.text, "from": each.sender, "times": n} for each, n in store.all()]
            return "200 OK", {"sent": told}
    return "404 Not Found", {"error": "not_found"}


def _take(sent: str, key: str) -> Answer:
    faults = frozenset(store.faults)
    if "down" in faults:
        return "503 Service Unavailable", {"error": "down"}
    if "busy" in faults:
        return "429 Too Many Requests", {"error": "busy"}
    try:
        said = json.loads(sent)
        message = Sent(key, said["reference"], said["to"], said["text"], said["from"])
    except (ValueError, KeyError, TypeError):
        return "400 Bad Request", {"error": "reference, to, text and from"}
    if not key or not message.to.startswith("+") or "refuses" in faults:
        return "422 Unprocessable Content", {"error": "to"}
    if store.put(message):
        receipts.send(os.environ.get("SMS_RECEIPTS", ""), derived("receipt").encode(), message.reference, faults)
    if "slow" in faults:
        time.sleep(SLOW_SECONDS)
    return "202 Accepted", {"id": message.reference}


def _phones() -> str:
    rows = "".join(
        f"<li><p><b>{escape(each.sender)}</b> to <bdi>{escape(each.to)}</bdi>, {each.at:%H:%M:%S} UTC</p>"
        f'<p dir="auto">{escape(each.text)}</p></li>'
        for each, _times in store.all()[:100]
    )
    faults = ", ".join(sorted(store.faults)) or "none"
    return (
        '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>SMS of Utopia</title>'
        f"<h1>SMS of Utopia</h1><p>A test gateway: nothing leaves this machine. Faults switched on: {faults}.</p>"
        f"<ul>{rows or '<li>No message yet.</li>'}</ul></html>"
    )
