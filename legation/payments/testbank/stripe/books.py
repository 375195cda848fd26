"""The stand-in's books: Stripe's objects as they are, each a row, beside the bank's faults and deliveries.

Names that begin with `_` are the stand-in's own notes in an object and are never shown.
"""

import json
import secrets
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from legation.payments.testbank.store import Store
from legation.payments.testbank.stripe.errors import missing

Object = dict[str, Any]
PREFIXES = {
    "checkout.session": "cs_test_", "payment_intent": "pi_", "charge": "ch_", "refund": "re_",
    "balance_transaction": "txn_", "payout": "po_", "event": "evt_",
    "dispute": "dp_",
}  # fmt: skip
_SCHEMA = """
CREATE TABLE IF NOT EXISTS stripe_objects (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, created INTEGER NOT NULL,
  of TEXT NOT NULL DEFAULT '', due_at REAL, data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS stripe_objects_kind ON stripe_objects (kind, created);
CREATE INDEX IF NOT EXISTS stripe_objects_of ON stripe_objects (of, kind);
CREATE INDEX IF NOT EXISTS stripe_objects_due ON stripe_objects (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS stripe_keys (
  key TEXT PRIMARY KEY, digest TEXT NOT NULL, status INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL DEFAULT '',
  at REAL NOT NULL
) WITHOUT ROWID;
"""
_COMPARE = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def now() -> int:
    """Stripe's clock: whole seconds since 1970."""
    return int(time.time())


class Writer:
    """The books within a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def add(self, kind: str, data: Object, *, of: str = "", due_at: float | None = None) -> Object:
        """Keep a new object; gives it with its name and time. `of` is the object it is listed by."""
        made = {
            "id": PREFIXES[kind] + secrets.token_hex(14),
            "object": kind,
            "created": now(),
            "livemode": False,
        } | data
        self.connection.execute(
            "INSERT INTO stripe_objects (id, kind, created, of, due_at, data) VALUES (?,?,?,?,?,?)",
            (made["id"], kind, made["created"], of, due_at, json.dumps(made)),
        )
        return made

    def change(self, data: Object, *, due_at: float | None = None, of: str | None = None) -> None:
        """Keep an object as it is now; `due_at` is when it moves on by itself."""
        self.connection.execute(
            "UPDATE stripe_objects SET data = ?, due_at = ?, of = COALESCE(?, of) WHERE id = ?",
            (json.dumps(data), due_at, of, data["id"]),
        )

    def get(self, kind: str, name: object) -> Object:
        """The object of that name.

        Raises:
            StripeProblem: 404.
        """
        return _get(self.connection, kind, name)

    def of(self, kind: str, owner: str) -> list[Object]:
        """Every object of a kind that belongs to another, oldest first."""
        query = "SELECT data FROM stripe_objects WHERE of = ? AND kind = ? ORDER BY seq"
        return [json.loads(row[0]) for row in self.connection.execute(query, (owner, kind)).fetchall()]

    def all(self, kind: str) -> Iterator[Object]:
        """Every object of a kind, newest first."""
        query = "SELECT data FROM stripe_objects WHERE kind = ? ORDER BY seq DESC"
        return (json.loads(row[0]) for row in self.connection.execute(query, (kind,)).fetchall())


def _get(connection: sqlite3.Connection, kind: str, name: object) -> Object:
    query = "SELECT data FROM stripe_objects WHERE id = ? AND kind = ?"
    row = connection.execute(query, (str(name)[:100], kind)).fetchone()
    if row is None:
        raise missing(kind, name)
    found: Object = json.loads(row[0])
    return found


class Books:
    """Stripe's objects in the file of a Store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        store.connection().executescript(_SCHEMA)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """The books, kept whole or not at all."""
        with self.store.writing() as connection:
            yield Writer(connection)

    def get(self, kind: str, name: object) -> Object:
        """The object of that name.

        Raises:
            StripeProblem: 404.
        """
        return _get(self.store.connection(), kind, name)

    def listed(
        self,
        kind: str,
        *,
        limit: int,
        after: str = "",
        of: str = "",
        status: str = "",
        created: Mapping[str, int] | None = None,
    ) -> list[Object]:
        """At most `limit` objects, newest first, from the one after `after` on; one more shows that there are more.

        Raises:
            StripeProblem: there is no object `after`.
        """
        where, values = ["kind = ?"], [kind]
        if after:
            self.get(kind, after)
            where.append("seq < (SELECT seq FROM stripe_objects WHERE id = ?)")
            values.append(after)
        for column, value in (("of", of), ("json_extract(data, '$.status')", status)):
            if value:
                where.append(f"{column} = ?")
                values.append(value)
        for name, moment in (created or {}).items():
            where.append(f"created {_COMPARE[name]} {int(moment)}")
        query = f"SELECT data FROM stripe_objects WHERE {' AND '.join(where)} ORDER BY seq DESC LIMIT {limit + 1}"  # noqa: S608
        return [json.loads(row[0]) for row in self.store.connection().execute(query, values)]

    def due(self, kind: str) -> list[str]:
        """Names of objects that are to move on by now."""
        query = "SELECT id FROM stripe_objects WHERE due_at <= ? AND kind = ? ORDER BY due_at LIMIT 100"
        return [row[0] for row in self.store.connection().execute(query, (time.time(), kind))]
