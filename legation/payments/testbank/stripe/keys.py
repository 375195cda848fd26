"""Idempotency keys, kept for a day with their answers, errors of begun work too.

https://docs.stripe.com/api/idempotent_requests: the same key with other parameters is an error; the same key while its
first request is under way is a conflict; what fails before any work begins is not kept.
"""

import json
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from legation.payments.testbank.store import Store
from legation.payments.testbank.stripe.errors import StripeProblem, refused, request_name
from legation.payments.testbank.web import Response, json_response

KEPT_SECONDS = 24 * 3600
LONGEST_WORK_SECONDS = 60
REPLAYED = ("Idempotent-Replayed", "true")


def _claim(store: Store, key: str, digest: str) -> tuple[str, int, str] | None:
    """Take a key; if it was taken before: its digest, status (0 while under way) and body."""
    now = time.time()
    with store.writing() as connection:
        connection.execute(
            "DELETE FROM stripe_keys WHERE at < ? OR status = 0 AND at < ?",
            (now - KEPT_SECONDS, now - LONGEST_WORK_SECONDS),
        )
        query = "SELECT digest, status, body FROM stripe_keys WHERE key = ?"
        known: tuple[str, int, str] | None = connection.execute(query, (key,)).fetchone()
        if known is None:
            connection.execute("INSERT INTO stripe_keys (key, digest, at) VALUES (?,?,?)", (key, digest, now))
        return known


def _replay(known: tuple[str, int, str], digest: str, key: str) -> Response:
    before, status, body = known
    if before != digest:
        message = "Keys for idempotent requests can only be used with the same parameters they were first used with."
        raise StripeProblem(400, {"type": "idempotency_error", "message": message})
    if not status:
        raise refused("Another request with this key is under way.", code="idempotency_key_in_use", status=409)
    return json_response(status, json.loads(body), (REPLAYED, ("Idempotency-Key", key), request_name()))


def once(store: Store, key: str, asked: object, work: Callable[[], dict[str, Any]]) -> Response:
    """Do some work once per key and day, and answer the same each time; without a key do it each time."""
    if not key:
        return json_response(200, work(), (request_name(),))
    if len(key) > 255 or not key.isprintable():
        raise refused("Idempotency-Key is too long or cannot be.")
    digest = sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    known = _claim(store, key, digest)
    if known is not None:
        return _replay(known, digest, key)
    status, body, kept = 500, {}, False
    try:
        status, body, kept = 200, work(), True
    except StripeProblem as problem:
        status, body, kept = problem.status, problem.body, problem.kept
    finally:
        with store.writing() as connection:
            if kept:
                connection.execute(
                    "UPDATE stripe_keys SET status = ?, body = ? WHERE key = ?", (status, json.dumps(body), key)
                )
            else:
                connection.execute("DELETE FROM stripe_keys WHERE key = ?", (key,))
    return json_response(status, body, (request_name(),))
