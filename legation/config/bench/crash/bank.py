"""The test bank's own books, read as they lie on the disk: a witness that shares neither code nor database with us."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from math import inf
from pathlib import Path


@dataclass(frozen=True)
class Books:
    """What the bank knows: our names of the attempts it has captured, and the messages that we confirmed (2xx)."""

    captured: tuple[str, ...]
    confirmed: frozenset[str]


def read_books(path: Path, *, before: float = inf) -> Books:
    """The books in the bank's file. Of what happened `before` a moment only what was confirmed by then is given: when
    we learned of the rest is not in them.
    """
    with closing(sqlite3.connect(path, timeout=20)) as books:
        rows = books.execute("SELECT body, done_at FROM deliveries WHERE done_at < ?", (before,))
        told = [json.loads(body) for body, _at in rows]
        captured = [name for (name,) in books.execute("SELECT reference FROM sessions WHERE state = 'captured'")]
    confirmed = {each["reference"] for each in told}
    return Books(
        tuple(name for name in captured if before == inf or name in confirmed), frozenset(each["id"] for each in told)
    )


def undelivered(path: Path) -> int:
    """How many messages the bank still owes us."""
    with closing(sqlite3.connect(path, timeout=20)) as books:
        return int(books.execute("SELECT count(*) FROM deliveries WHERE done_at IS NULL").fetchone()[0])
