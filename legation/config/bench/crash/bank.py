"""The test bank's own books, read as they lie on the disk: a witness that shares neither code nor database with us."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from math import inf
from pathlib import Path

from legation.payments.testbank import cards

_REFUSED = frozenset(card.number[-4:] for card in cards.CARDS if card.refusal)


@dataclass(frozen=True)
class Books:
    """What the bank knows.

    Args:
        captured: our names of the attempts it has captured.
        confirmed: its names of the messages that we answered with 2xx.
        forged: names of messages that were signed with a wrong key.
        amounts: of what was captured, by our name of the attempt.
        returned: what was paid back of it, whether or not it came back to the bank afterwards; likewise.
        misused: our names of attempts captured with a card that is always refused.
    """

    captured: tuple[str, ...]
    confirmed: frozenset[str]
    forged: frozenset[str] = frozenset()
    amounts: Mapping[str, int] = field(default_factory=dict)
    returned: Mapping[str, int] = field(default_factory=dict)
    misused: tuple[str, ...] = ()


_CAPTURED = "SELECT reference, amount, last_four FROM sessions WHERE state = 'captured'"
_RETURNED = """
SELECT s.reference, sum(r.amount) FROM refunds r JOIN sessions s ON s.name = r.session
WHERE r.paid_at IS NOT NULL GROUP BY s.reference
"""


def read_books(path: Path, *, before: float = inf) -> Books:
    """The books in the bank's file. Of what happened `before` a moment only what was confirmed by then is given: when
    we learned of the rest is not in them.
    """
    with closing(sqlite3.connect(path, timeout=20)) as books:
        books.row_factory = sqlite3.Row
        rows = [dict(row) for row in books.execute("SELECT * FROM deliveries")]
        captured = [tuple(row) for row in books.execute(_CAPTURED)]
        returned = dict(map(tuple, books.execute(_RETURNED))) if _has(books, "refunds") else {}
    forged = {row["id"] for row in rows if row.get("forged")}
    told = {row["id"]: json.loads(row["body"]) for row in rows}
    done = [told[row["id"]] for row in rows if row["done_at"] and row["done_at"] < before and row["id"] not in forged]
    confirmed = {each["reference"] for each in done}
    return Books(
        captured=tuple(name for name, _amount, _four in captured if before == inf or name in confirmed),
        confirmed=frozenset(each["id"] for each in done),
        forged=frozenset(told[key]["id"] for key in forged),
        amounts={name: amount for name, amount, _four in captured},
        returned=returned,
        misused=tuple(name for name, _amount, four in captured if four in _REFUSED),
    )


def owed(path: Path) -> int:
    """How many messages the bank still owes us, and refunds and disputes that it is about to move."""
    with closing(sqlite3.connect(path, timeout=20)) as books:
        messages = int(books.execute("SELECT count(*) FROM deliveries WHERE done_at IS NULL").fetchone()[0])
        moving = "SELECT count(*) FROM {} WHERE next_at IS NOT NULL"
        for table in ("refunds", "disputes"):
            if _has(books, table):
                messages += int(books.execute(moving.format(table)).fetchone()[0])
        return messages


def _has(books: sqlite3.Connection, table: str) -> bool:
    """Whether this bank knows refunds, or disputes."""
    return bool(books.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone())
