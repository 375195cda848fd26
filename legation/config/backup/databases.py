"""The database as of one moment: dumped while it is written to, and put back into an empty one."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import psycopg

from legation.config.backup.errors import BackupError

SERVERS = Path("/usr/lib/postgresql")
Read = Callable[[str], list[Any]]
"""Asks a question (SQL without parameters) of the database as of the moment; gives the first column."""


class Kept(Protocol):
    """A kind of database."""

    kind: str
    file: str

    def dump(self, target: Path, look: Callable[[Read], None]) -> str:
        """Write the database as of now to `target`, have `look` read that very state; gives the server's version."""

    def restore(self, source: Path) -> None:
        """Put a dump into an empty database.

        Raises:
            BackupError: it is not empty, or cannot be filled.
        """

    def text(self, source: Path) -> bytes:
        """All that a dump says, unpacked: for whoever searches it."""


def kept(url: str) -> Kept:
    """The database of a URL.

    Raises:
        BackupError: neither SQLite nor PostgreSQL.
    """
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return Sqlite(Path(url.removeprefix("sqlite:///")))
    if scheme in ("postgres", "postgresql"):
        return Postgresql(url)
    raise BackupError(f"{scheme or 'nothing'}: give a sqlite:/// or postgresql:// URL")


class Sqlite:
    """A file; its online backup lets others read and write meanwhile, and starts again by itself if they do."""

    kind, file = "sqlite", "database.sqlite3"

    def __init__(self, path: Path) -> None:
        self._path = path

    def dump(self, target: Path, look: Callable[[Read], None]) -> str:
        if not self._path.exists():
            raise BackupError(f"there is no database at {self._path}")
        with (
            closing(sqlite3.connect(self._path, timeout=60)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            look(lambda question: [row[0] for row in copy.execute(question)])
        _sync(target)
        return sqlite3.sqlite_version

    def restore(self, source: Path) -> None:
        if self._path.exists() and self._path.stat().st_size:
            raise BackupError(f"there is a database at {self._path} already; restore into an empty instance")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, self._path)
        # now, while nobody else is there: processes that start together would get in each other's way
        with closing(sqlite3.connect(self._path)) as line:
            line.execute("PRAGMA journal_mode=WAL")
        _sync(self._path)

    def text(self, source: Path) -> bytes:
        return source.read_bytes()


class Postgresql:
    """A server's database, by pg_dump and pg_restore of the newest version that is here."""

    kind, file = "postgresql", "database.dump"

    def __init__(self, url: str) -> None:
        self._url = url

    def dump(self, target: Path, look: Callable[[Read], None]) -> str:
        # one snapshot for both, so that the files that are copied are the ones that the dump names
        with psycopg.connect(self._url) as line:
            line.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            snapshot = _first(line, "SELECT pg_export_snapshot()")[0]
            version = _first(line, "SHOW server_version")[0]
            self._run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
                      f"--file={target}")  # fmt: skip
            look(lambda question: _first(line, question))
        _sync(target)
        return str(version)

    def restore(self, source: Path) -> None:
        with psycopg.connect(self._url) as line:
            tables = _first(line, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        if tables:
            raise BackupError(f"the database has {len(tables)} tables already; restore into an empty one")
        self._run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", str(source))

    def text(self, source: Path) -> bytes:
        command = [_program("pg_restore"), "--file=-", str(source)]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout

    def _run(self, program: str, *arguments: str) -> None:
        """The password goes by the environment: arguments can be read by everybody on the machine."""
        parts = urlsplit(self._url)
        bare = parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@")).geturl()
        environment = os.environ | ({"PGPASSWORD": unquote(parts.password)} if parts.password else {})
        done = subprocess.run(
            [_program(program), *arguments, f"--dbname={bare}"],
            check=False,
            env=environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise BackupError(f"{program}: {done.stderr.strip()[-2000:]}")


def _first(line: psycopg.Connection[Any], question: str) -> list[Any]:
    return [row[0] for row in line.execute(question.encode())]


def _program(name: str) -> str:
    newest = sorted(SERVERS.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = str(newest[-1]) if newest else shutil.which(name)
    if found is None:
        raise BackupError(f"{name} is not here: install PostgreSQL's client programs")
    return found


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
