"""The test bank's own books, read as they lie on the disk: a witness that shares neither code nor database with us."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Books:
    """What the bank knows: our names of the attempts it has captured, and the messages that we confirmed (2xx)."""

    captured: tuple[str, ...]
    confirmed: frozenset[str]


def read_books(path: Path) -> Books:
    """The books in the bank's file."""
    with closing(sqlite3.connect(path, timeout=20)) as books:
        captured = tuple(name for (name,) in books.execute("SELECT reference FROM sessions WHERE state = 'captured'"))
        told = books.execute("SELECT body FROM deliveries WHERE done_at IS NOT NULL")
        return Books(captured, frozenset(json.loads(body)["id"] for (body,) in told))


def undelivered(path: Path) -> int:
    """How many messages the bank still owes us."""
    with closing(sqlite3.connect(path, timeout=20)) as books:
        return int(books.execute("SELECT count(*) FROM deliveries WHERE done_at IS NULL").fetchone()[0])
