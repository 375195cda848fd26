"""The terminal over WSGI.

POST /nexo               a message of Sale to POI, as JSON (whoever has the key)
GET  /days/<2026-11-29>  what the acquirer settles of a day in UTC (whoever has the key)
POST /faults             switch exactly these on (whoever has the key)
GET  /                   the terminals' displays, for people
GET  /health
"""

import hmac
import json
import os
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from html import escape
from typing import Any

from legation.payments.terminal.desk import Desk
from legation.payments.terminal.faults import FAULTS, LATE_SECONDS
from legation.payments.terminal.messages import Json, Unreadable, header_of
from legation.payments.terminal.store import Done, Store

MOST_BYTES = 64 * 1024
faults: set[str] = set()
Answer = tuple[str, Any]
_DOWN: Answer = ("503 Service Unavailable", {"error": "no answer"})


@cache
def store() -> Store:
    """The terminal's memory, in TERMINAL_DATABASE."""
    return Store(os.environ["TERMINAL_DATABASE"])


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """WSGI."""
    if environ["PATH_INFO"] == "/":
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", "default-src 'none'")]
        start_response("200 OK", headers)
        return [_display().encode()]
    status, body = _answer(environ)
    start_response(status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
    return [json.dumps(body).encode()]


def _answer(environ: dict[str, Any]) -> Answer:
    path, length = environ["PATH_INFO"], environ.get("CONTENT_LENGTH") or "0"
    if path == "/health":
        return "200 OK", {"status": "ok"}
    given = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), os.environ["TERMINAL_SECRET"].encode()):
        return "403 Forbidden", {"error": "not_allowed"}
    sent = environ["wsgi.input"].read(min(int(length) if length.isdigit() else 0, MOST_BYTES)).decode(errors="replace")
    match environ["REQUEST_METHOD"], path.split("/")[1:]:
        case "POST", ["faults"]:
            faults.clear()
            faults.update(set(sent.split()) & set(FAULTS))
            return "200 OK", {"faults": sorted(faults)}
        case "POST", ["nexo"]:
            return _message(sent)
        case "GET", ["days", day]:
            return _day(day)
    return "404 Not Found", {"error": "not_found"}


def _message(sent: str) -> Answer:
    try:
        header, body = header_of(json.loads(sent, parse_float=Decimal))
        if header["MessageCategory"] == "TransactionStatus" and "status_lost" in faults:
            return _DOWN
        before = store().latest(header["POIID"])
        desk = Desk(store(), seconds=float(os.environ.get("TERMINAL_SECONDS", "0")), faults=faults)
        return _sent(header, desk.do(header, body), before)
    except (ValueError, RecursionError, Unreadable) as error:
        return "400 Bad Request", {"error": f"MessageFormat: {error}"[:200]}


def _sent(header: Json, answer: Json, before: Done | None) -> Answer:
    """The answer on its way, and what may happen to it there."""
    if header["MessageCategory"] not in ("Payment", "Reversal"):
        return "200 OK", answer
    if "timeout_after_capture" in faults:
        time.sleep(LATE_SECONDS)
    if faults & {"answer_lost", "power_cut"}:
        return _DOWN
    if "duplicate_answer" in faults and before is not None:
        return "200 OK", before.said()
    return "200 OK", answer


def _day(day: str) -> Answer:
    try:
        start = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).timestamp()
    except ValueError:
        return "404 Not Found", {"error": "day"}
    return "200 OK", {"day": day, "rows": [_row(one) for one in store().of_day(start)]}


def _row(one: Done) -> Json:
    paid = one.category == "Payment"
    return {
        "line": "payment" if paid else "refund", "reference": one.reference,
        "name": f"{one.poi}/{one.service}" if paid else one.transaction, "amount": one.amount,
        "currency": one.currency, "at": datetime.fromtimestamp(one.ended or 0, UTC).isoformat(),
    }  # fmt: skip


def _display() -> str:
    rows = store().of_day(time.time() - 86_400 + 1)[-50:]
    lines = "".join(
        f"<li>{escape(f'{one.poi} {one.category} {one.amount} {one.currency} {one.reference}')}</li>" for one in rows
    )
    on = ", ".join(sorted(faults)) or "none"
    return f'<!doctype html><html lang="en"><title>Terminal</title><h1>Terminal</h1><p>Faults: {on}</p><ol>{lines}</ol>'
