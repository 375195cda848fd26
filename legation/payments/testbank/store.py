"""The bank's books: sessions, and the messages it still owes the merchant. SQLite, one connection a thread."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LEASE_SECONDS = 30

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
  name TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, answer TEXT NOT NULL,
  reference TEXT NOT NULL, shown TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0), currency TEXT NOT NULL,
  return_url TEXT NOT NULL, language TEXT NOT NULL, created_at REAL NOT NULL,
  state TEXT NOT NULL DEFAULT 'open', code TEXT NOT NULL DEFAULT '', last_four TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sessions_reference ON sessions (reference);
CREATE TABLE IF NOT EXISTS deliveries (
  id INTEGER PRIMARY KEY, body TEXT NOT NULL, due_at REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0, done_at REAL
);
CREATE INDEX IF NOT EXISTS deliveries_waiting ON deliveries (due_at) WHERE done_at IS NULL;
"""
_SESSION = "name, reference, shown, amount, currency, return_url, language, state, code, last_four"


@dataclass(frozen=True)
class Session:
    """One place to pay. `state`: open, captured or refused; of the card only the last four digits are ever kept."""

    name: str
    reference: str
    shown: str
    amount: int
    currency: str
    return_url: str
    language: str
    state: str = "open"
    code: str = ""
    last_four: str = ""


@dataclass(frozen=True)
class Delivery:
    """A message the merchant has not confirmed yet; `tries` so far."""

    id: int
    body: str
    tries: int


class Store:
    """The file at `path`. Safe to use from several threads and processes."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._local = threading.local()
        # writers of one process queue here: SQLite's own way of waiting is to sleep and look again
        self._turn = threading.Lock()
        self._connection().executescript(_SCHEMA)

    def _connection(self) -> sqlite3.Connection:
        kept: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if kept is None:
            kept = self._local.connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
            # NORMAL outlives a crash of the program; after a power cut a test bank may forget its last second
            kept.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
        return kept

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        with self._turn:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def create(self, session: Session, *, key: str, digest: str, answer: str) -> tuple[str, str] | None:
        """Keep a new session; if `key` was used before, keep nothing and give that request's digest and answer."""
        values = (session.name, key, digest, answer, session.reference, session.shown, session.amount,
                  session.currency, session.return_url, session.language, time.time())  # fmt: skip
        with self._writing() as connection:
            cursor = connection.execute(
                "INSERT INTO sessions (name, idempotency_key, digest, answer, reference, shown, amount, currency,"
                " return_url, language, created_at) VALUES (?,?,?,?,?,?,?,?,?,?,?)"
                " ON CONFLICT (idempotency_key) DO NOTHING",
                values,
            )
            if cursor.rowcount:
                return None
        query = "SELECT digest, answer FROM sessions WHERE idempotency_key = ?"
        before: tuple[str, str] = self._connection().execute(query, (key,)).fetchone()
        return before

    def named(self, name: str) -> Session | None:
        """The session of that name."""
        return self._one(f"SELECT {_SESSION} FROM sessions WHERE name = ?", name)  # noqa: S608

    def referenced(self, reference: str) -> Session | None:
        """The newest session under the merchant's own reference."""
        query = f"SELECT {_SESSION} FROM sessions WHERE reference = ? ORDER BY created_at DESC LIMIT 1"  # noqa: S608
        return self._one(query, reference)

    def _one(self, query: str, value: str) -> Session | None:
        row = self._connection().execute(query, (value,)).fetchone()
        return Session(*row) if row else None

    def finish(self, name: str, *, state: str, code: str, last_four: str, message: str) -> Delivery | None:
        """End an open session and owe the merchant `message`, both or neither; None if it had ended already."""
        with self._writing() as connection:
            done = connection.execute(
                "UPDATE sessions SET state = ?, code = ?, last_four = ? WHERE name = ? AND state = 'open'",
                (state, code, last_four, name),
            )
            if not done.rowcount:
                return None
            due_at = time.time() + LEASE_SECONDS
            owed = connection.execute("INSERT INTO deliveries (body, due_at) VALUES (?, ?)", (message, due_at))
            return Delivery(owed.lastrowid or 0, message, 0)

    def claim_due(self, limit: int) -> list[Delivery]:
        """Take messages that are due; whoever takes one has a lease of 30 seconds to deliver it."""
        now = time.time()
        due = "SELECT id FROM deliveries WHERE done_at IS NULL AND due_at <= ? ORDER BY due_at LIMIT ?"
        if self._connection().execute(due, (now, 1)).fetchone() is None:
            return []
        with self._writing() as connection:
            rows = connection.execute(
                f"UPDATE deliveries SET due_at = ? WHERE id IN ({due}) RETURNING id, body, tries",  # noqa: S608
                (now + LEASE_SECONDS, now, limit),
            )
            return [Delivery(*row) for row in rows.fetchall()]

    def delivered(self, delivery: Delivery) -> None:
        """The merchant has confirmed."""
        with self._writing() as connection:
            connection.execute("UPDATE deliveries SET done_at = ? WHERE id = ?", (time.time(), delivery.id))

    def postpone(self, delivery: Delivery, *, seconds: float) -> None:
        """The merchant has not confirmed; try again later."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE deliveries SET due_at = ?, tries = tries + 1 WHERE id = ?",
                (time.time() + seconds, delivery.id),
            )
