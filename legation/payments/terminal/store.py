"""What a terminal remembers: every message it was asked to do by its own header, and the money of each day. SQLite."""

import json
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS done (
  poi TEXT NOT NULL, sale TEXT NOT NULL, service TEXT NOT NULL, category TEXT NOT NULL, state TEXT NOT NULL,
  number INTEGER NOT NULL, reference TEXT NOT NULL, amount TEXT NOT NULL, currency TEXT NOT NULL,
  original TEXT NOT NULL DEFAULT '', began REAL NOT NULL, ended REAL, answer TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (poi, sale, service)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS done_number ON done (number);
CREATE INDEX IF NOT EXISTS done_ended ON done (ended) WHERE state = 'taken';
"""
_FIELDS = "poi, sale, service, category, state, number, reference, amount, currency, original, began, ended, answer"


@dataclass(frozen=True)
class Done:
    """A message that was begun. `state`: running, aborting, taken (money moved) or failed; `answer` once it is over."""

    poi: str
    sale: str
    service: str
    category: str
    state: str
    number: int
    reference: str
    amount: str
    currency: str
    original: str
    began: float
    ended: float | None
    answer: str

    @property
    def transaction(self) -> str:
        """The terminal's own name of it."""
        return f"{self.number:012d}"

    def said(self) -> dict[str, Any]:
        """The answer that was given."""
        found: dict[str, Any] = json.loads(self.answer)
        return found


class Store:
    """One file; every call is a transaction of its own."""

    def __init__(self, path: str) -> None:
        self._path, self._lock = path, threading.Lock()
        self._kept = sqlite3.connect(path, check_same_thread=False) if path == ":memory:" else None
        with self._lock, self._open() as line:
            line.executescript(_SCHEMA)

    def _open(self) -> sqlite3.Connection:
        return self._kept or sqlite3.connect(self._path, timeout=10)

    def _run(self, text: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            line = self._open()
            try:
                with line, closing(line.execute(text, values)) as cursor:
                    return cursor.fetchall()
            finally:
                if line is not self._kept:
                    line.close()

    def begin(self, *, poi: str, sale: str, service: str, category: str, reference: str, amount: str, currency: str,
              original: str = "") -> bool:  # fmt: skip
        """Remember that a message is being done; False if it was begun before."""
        made = self._run(
            f"INSERT INTO done ({_FIELDS}) SELECT ?, ?, ?, ?, 'running', COALESCE(MAX(number), 0) + 1, ?, ?, ?, ?, ?,"  # noqa: S608
            " NULL, '' FROM done WHERE true ON CONFLICT DO NOTHING RETURNING number",
            (poi, sale, service, category, reference, amount, currency, original, time.time()),
        )
        return bool(made)

    def find(self, poi: str, sale: str, service: str) -> Done | None:
        """The message with that header."""
        rows = self._run(f"SELECT {_FIELDS} FROM done WHERE (poi, sale, service) = (?, ?, ?)", (poi, sale, service))  # noqa: S608
        return Done(*rows[0]) if rows else None

    def latest(self, poi: str) -> Done | None:
        """The last message that was answered at a terminal."""
        rows = self._run(
            f"SELECT {_FIELDS} FROM done WHERE poi = ? AND answer <> '' ORDER BY number DESC LIMIT 1",  # noqa: S608
            (poi,),
        )
        return Done(*rows[0]) if rows else None

    def taken(self, transaction: str) -> Done | None:
        """The payment that took money under the terminal's own name."""
        if not transaction.isdigit():
            return None
        rows = self._run(
            f"SELECT {_FIELDS} FROM done WHERE number = ? AND state = 'taken' AND category = 'Payment'",  # noqa: S608
            (int(transaction),),
        )
        return Done(*rows[0]) if rows else None

    def reversed(self, transaction: str) -> list[str]:
        """The amounts that were given back of a payment."""
        text = "SELECT amount FROM done WHERE original = ? AND state = 'taken' AND category = 'Reversal'"
        return [row[0] for row in self._run(text, (transaction,))]

    def end(self, one: Done, *, state: str, answer: dict[str, Any]) -> None:
        """Remember how it ended, and what was answered."""
        self._run(
            "UPDATE done SET state = ?, ended = ?, answer = ? WHERE (poi, sale, service) = (?, ?, ?)",
            (state, time.time(), json.dumps(answer), one.poi, one.sale, one.service),
        )

    def abort(self, poi: str, sale: str, service: str) -> None:
        """Have a payment that is being done stop, if it can still."""
        self._run(
            "UPDATE done SET state = 'aborting' WHERE (poi, sale, service) = (?, ?, ?) AND state = 'running'",
            (poi, sale, service),
        )

    def of_day(self, start: float) -> list[Done]:
        """What moved money in the twenty-four hours from a moment, oldest first."""
        text = f"SELECT {_FIELDS} FROM done WHERE state = 'taken' AND ended >= ? AND ended < ? ORDER BY number"  # noqa: S608
        return [Done(*row) for row in self._run(text, (start, start + 86_400))]
