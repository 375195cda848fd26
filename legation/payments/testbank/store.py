"""The bank's books: sessions, refunds, disputes, faults switched on, and the messages it still owes the merchant.

SQLite, one connection a thread.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

LEASE_SECONDS = 30
FAULTS_KNOWN_SECONDS = 0.5

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
  name TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, answer TEXT NOT NULL,
  reference TEXT NOT NULL, shown TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0), currency TEXT NOT NULL,
  return_url TEXT NOT NULL, language TEXT NOT NULL, created_at REAL NOT NULL,
  state TEXT NOT NULL DEFAULT 'open', code TEXT NOT NULL DEFAULT '', last_four TEXT NOT NULL DEFAULT '',
  step TEXT NOT NULL DEFAULT 'card', expires_at REAL NOT NULL DEFAULT 9e9, ended_at REAL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sessions_reference ON sessions (reference);
CREATE TABLE IF NOT EXISTS deliveries (
  id INTEGER PRIMARY KEY, body TEXT NOT NULL, due_at REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0, done_at REAL,
  forged INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS deliveries_waiting ON deliveries (due_at) WHERE done_at IS NULL;
CREATE INDEX IF NOT EXISTS sessions_open ON sessions (expires_at) WHERE state = 'open';
CREATE INDEX IF NOT EXISTS sessions_ended ON sessions (ended_at) WHERE state = 'captured';
CREATE TABLE IF NOT EXISTS refunds (
  name TEXT PRIMARY KEY, reference TEXT NOT NULL UNIQUE, session TEXT NOT NULL REFERENCES sessions,
  amount INTEGER NOT NULL CHECK (amount > 0), state TEXT NOT NULL, code TEXT NOT NULL DEFAULT '',
  next_state TEXT NOT NULL DEFAULT '', next_at REAL, paid_at REAL, returned_at REAL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS refunds_of ON refunds (session);
CREATE INDEX IF NOT EXISTS refunds_moving ON refunds (next_at) WHERE next_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS disputes (
  name TEXT PRIMARY KEY, session TEXT NOT NULL REFERENCES sessions, amount INTEGER NOT NULL CHECK (amount > 0),
  state TEXT NOT NULL, next_state TEXT NOT NULL DEFAULT '', next_at REAL, opened_at REAL, ended_at REAL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS disputes_of ON disputes (session);
CREATE INDEX IF NOT EXISTS disputes_moving ON disputes (next_at) WHERE next_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS faults (name TEXT PRIMARY KEY, value REAL NOT NULL) WITHOUT ROWID;
"""
# what a file written by an earlier edition lacks
_LATER = (
    "ALTER TABLE sessions ADD COLUMN step TEXT NOT NULL DEFAULT 'card'",
    "ALTER TABLE sessions ADD COLUMN expires_at REAL NOT NULL DEFAULT 9e9",
    "ALTER TABLE sessions ADD COLUMN ended_at REAL",
    "ALTER TABLE deliveries ADD COLUMN forged INTEGER NOT NULL DEFAULT 0",
)
_SESSION = (
    "name, reference, shown, amount, currency, return_url, language, state, code, last_four, step, expires_at, ended_at"
)


@dataclass(frozen=True)
class Session:
    """One place to pay. Of the card only the last four digits are ever kept.

    Args:
        state: open, captured, refused or expired.
        step: what an open one waits for: card or challenge.
    """

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
    step: str = "card"
    expires_at: float = 9e9
    ended_at: float | None = None


@dataclass(frozen=True)
class Delivery:
    """A message the merchant has not confirmed yet; `tries` so far."""

    id: int
    body: str
    tries: int
    forged: bool = False


@dataclass(frozen=True)
class Message:
    """What is to be told the merchant: at once, or after so many seconds; forged if it is signed with a wrong key."""

    body: str
    after: float = 0
    forged: bool = False


class Store:
    """The file at `path`. Safe to use from several threads and processes."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._local = threading.local()
        # writers of one process queue here: SQLite's own way of waiting is to sleep and look again
        self._turn = threading.Lock()
        self._faults: tuple[float, dict[str, float]] = (0, {})
        self._make()

    def _make(self) -> None:
        connection = self._connection()
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sessions'").fetchone():
            for statement in _LATER:
                with suppress(sqlite3.OperationalError):  # it has the column
                    connection.execute(statement)
        connection.executescript(_SCHEMA)

    def connection(self) -> sqlite3.Connection:
        """This thread's own connection, to read with."""
        return self._connection()

    def _connection(self) -> sqlite3.Connection:
        kept: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if kept is None:
            kept = self._local.connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
            # NORMAL outlives a crash of the program; after a power cut a test bank may forget its last second
            kept.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
        return kept

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection inside a transaction that is kept whole or not at all."""
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
                  session.currency, session.return_url, session.language, time.time(), session.expires_at)  # fmt: skip
        with self.writing() as connection:
            cursor = connection.execute(
                "INSERT INTO sessions (name, idempotency_key, digest, answer, reference, shown, amount, currency,"
                " return_url, language, created_at, expires_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"
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

    def challenge(self, name: str, *, last_four: str) -> None:
        """Have an open session wait for its payer to prove who they are."""
        with self.writing() as connection:
            connection.execute(
                "UPDATE sessions SET step = 'challenge', last_four = ? WHERE name = ? AND state = 'open'",
                (last_four, name),
            )

    def finish(
        self, name: str, *, state: str, code: str, last_four: str, messages: Sequence[Message]
    ) -> list[Delivery] | None:
        """End an open session and owe the merchant `messages`, all or nothing; None if it had ended already.

        Gives what is to be delivered at once.
        """
        with self.writing() as connection:
            done = connection.execute(
                "UPDATE sessions SET state = ?, code = ?, last_four = ?, ended_at = ?"
                " WHERE name = ? AND state = 'open'",
                (state, code, last_four, time.time(), name),
            )
            return self.owe(connection, messages) if done.rowcount else None

    def owe(self, connection: sqlite3.Connection, messages: Sequence[Message]) -> list[Delivery]:
        """Write down what the merchant is to be told, within a transaction; gives what is to be delivered at once."""
        now, at_once = time.time(), []
        for message in messages:
            due_at = now + (message.after or LEASE_SECONDS)
            owed = connection.execute(
                "INSERT INTO deliveries (body, due_at, forged) VALUES (?, ?, ?)", (message.body, due_at, message.forged)
            )
            if not message.after:
                at_once.append(Delivery(owed.lastrowid or 0, message.body, 0, message.forged))
        return at_once

    def overdue(self) -> list[Session]:
        """Open sessions whose time is over."""
        query = f"SELECT {_SESSION} FROM sessions WHERE state = 'open' AND expires_at <= ? LIMIT 100"  # noqa: S608
        return [Session(*row) for row in self._connection().execute(query, (time.time(),))]

    def faults(self) -> dict[str, float]:
        """The faults that are switched on, with their values; known for half a second."""
        read_at, known = self._faults
        if time.monotonic() - read_at > FAULTS_KNOWN_SECONDS:
            known = dict(self._connection().execute("SELECT name, value FROM faults").fetchall())
            self._faults = time.monotonic(), known
        return known

    def switch(self, faults: dict[str, float]) -> None:
        """Have exactly these faults from now on."""
        with self.writing() as connection:
            connection.execute("DELETE FROM faults")
            connection.executemany("INSERT INTO faults VALUES (?, ?)", list(faults.items()))
        self._faults = (0, {})

    def claim_due(self, limit: int) -> list[Delivery]:
        """Take messages that are due; whoever takes one has a lease of 30 seconds to deliver it."""
        now = time.time()
        due = "SELECT id FROM deliveries WHERE done_at IS NULL AND due_at <= ? ORDER BY due_at LIMIT ?"
        if self._connection().execute(due, (now, 1)).fetchone() is None:
            return []
        with self.writing() as connection:
            rows = connection.execute(
                f"UPDATE deliveries SET due_at = ? WHERE id IN ({due}) RETURNING id, body, tries, forged",  # noqa: S608
                (now + LEASE_SECONDS, now, limit),
            )
            return [Delivery(*row) for row in rows.fetchall()]

    def delivered(self, delivery: Delivery) -> None:
        """The merchant has confirmed."""
        with self.writing() as connection:
            connection.execute("UPDATE deliveries SET done_at = ? WHERE id = ?", (time.time(), delivery.id))

    def postpone(self, delivery: Delivery, *, seconds: float) -> None:
        """The merchant has not confirmed; try again later."""
        with self.writing() as connection:
            connection.execute(
                "UPDATE deliveries SET due_at = ?, tries = tries + 1 WHERE id = ?",
                (time.time() + seconds, delivery.id),
            )
