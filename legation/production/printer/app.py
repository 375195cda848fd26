"""The printing place over WSGI.

POST /orders/<order>   a personalisation file, sealed and signed (whoever has the key)
GET  /orders/<order>   what there is to say of it: signed messages
POST /faults           switch exactly these on (whoever has the key)
GET  /                 what was printed, for people: numbers of blanks, nothing personal
GET  /health
"""

import hmac
import json
import os
import threading
from base64 import b64decode, b64encode
from functools import cache
from html import escape
from typing import Any
from urllib.parse import unquote

from legation.production import envelope
from legation.production.printer.faults import FAULTS
from legation.production.printer.press import Press, Spoiled

MOST_BYTES = 8 * 1024 * 1024
faults: set[str] = set()
Answer = tuple[str, Any]
_lock = threading.Lock()


@cache
def press() -> Press:
    """The machine, with its memory in PRINTER_DATABASE."""
    return Press(os.environ["PRINTER_DATABASE"], secret=os.environ["PRINTER_SECRET"], faults=faults)


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """WSGI."""
    if environ["PATH_INFO"] == "/":
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", "default-src 'none'")]
        start_response("200 OK", headers)
        return [_display().encode()]
    with _lock:
        status, body = _answer(environ)
    start_response(status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
    return [json.dumps(body).encode()]


def _answer(environ: dict[str, Any]) -> Answer:
    path, length = environ["PATH_INFO"], environ.get("CONTENT_LENGTH") or "0"
    if path == "/health":
        return "200 OK", {"status": "ok"}
    given = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    shown = envelope.derived(os.environ["PRINTER_SECRET"], envelope.DOOR).hex()
    if not hmac.compare_digest(given.encode(), shown.encode()):
        return "403 Forbidden", {"error": "not_allowed"}
    sent = environ["wsgi.input"].read(min(int(length) if length.isdigit() else 0, MOST_BYTES))
    if (environ["REQUEST_METHOD"], path) == ("POST", "/faults"):
        faults.clear()
        faults.update(set(sent.decode(errors="replace").split()) & set(FAULTS))
        return "200 OK", {"faults": sorted(faults)}
    if "down" in faults:
        return "503 Service Unavailable", {"error": "down"}
    if not path.startswith("/orders/"):
        return "404 Not Found", {"error": "not_found"}
    return _order(environ["REQUEST_METHOD"], unquote(path.removeprefix("/orders/")), sent)


def _order(method: str, order: str, sent: bytes) -> Answer:
    if method == "GET":
        told = press().messages(order)
        return "200 OK", {"order": order, "messages": [b64encode(each).decode() for each in told]}
    try:
        press().take(order, b64decode(sent))
    except (Spoiled, envelope.Broken, ValueError) as error:
        return "400 Bad Request", {"error": f"{error}"[:200]}
    return "200 OK", {"order": order}


def _display() -> str:
    rows = "".join(f"<li>{escape(each)}</li>" for each in press().journal())
    on = ", ".join(sorted(faults)) or "none"
    return f'<!doctype html><html lang="en"><title>Printer</title><h1>Printer</h1><p>Faults: {on}</p><ol>{rows}</ol>'
