"""A scratch database on the server of a URL, made for one bench and dropped after it."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

# the next publication of the lists always waits for its hour, and a file for a printing place, which there is not
_WAITING = """SELECT count(*) FROM outbox_effect WHERE done_at IS NULL AND failed_at IS NULL
AND kind NOT IN ('documents.publish_lists', 'production.send')"""
_ISSUED = "SELECT count(*) FROM documents_document"


@dataclass(frozen=True)
class Database:
    """A scratch database: `kind` is sqlite or postgresql, `name` is what its server calls it (a path for SQLite)."""

    kind: str
    name: str
    url: str

    def waiting(self) -> int:
        """How many effects of the outbox are neither done nor given up."""
        return self._number(_WAITING)

    def issued(self) -> int:
        """How many documents stand in the register."""
        return self._number(_ISSUED)

    def _number(self, query: str) -> int:
        if self.kind == "sqlite":
            with closing(sqlite3.connect(self.name, timeout=20)) as lite:
                return int(lite.execute(query).fetchone()[0])
        with psycopg.connect(self.url) as line:
            row = line.execute(query.encode()).fetchone()
        return int(row[0]) if row else 0


@contextmanager
def scratch_database(url: str, folder: Path) -> Iterator[Database]:
    """A fresh database: a file in `folder` for a SQLite URL, a new name on the same server for PostgreSQL.

    Raises:
        ValueError: the URL is of neither.
    """
    scheme = urlsplit(url).scheme
    if scheme.startswith("sqlite"):
        path = folder / "bench.sqlite3"
        yield Database("sqlite", str(path), f"sqlite:///{path}")
    elif scheme in ("postgresql", "postgres"):
        yield from _on_server(url)
    else:
        raise ValueError(f"{scheme or 'nothing'}: give a sqlite:// or postgresql:// URL")


def _on_server(url: str) -> Iterator[Database]:
    name = f"legation_bench_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as line:
        line.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    try:
        yield Database("postgresql", name, urlsplit(url)._replace(path=f"/{name}").geturl())
    finally:
        with psycopg.connect(url, autocommit=True) as line:
            line.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
