"""An SQLite database with every migration applied, made once: to apply them takes longer than a hundred tests."""

import fcntl
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "build" / "migrated-for-tests"
_HELD: list[sqlite3.Connection] = []
"""A database in memory is there as long as somebody is connected to it."""


@cache
def migrated() -> Path:
    """The file: with the tables of today, and nothing in them but what migrations write."""
    digest = sha256(django.__version__.encode())
    for path in sorted((ROOT / "legation").rglob("migrations/*.py")):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        made = KEPT / f"{digest.hexdigest()}.sqlite3"
        if not made.exists():
            for older in KEPT.glob("*.sqlite3*"):
                older.unlink()
            _migrate(made)
    return made


def _migrate(made: Path) -> None:
    begun = made.with_suffix(".begun.sqlite3")
    command = [sys.executable, "-m", "legation.config.cli", "manage", "migrate", "--verbosity", "0"]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | {"LEGATION_DATABASE": f"sqlite:///{begun}"})
    whole = begun.with_suffix(".whole")
    copy_of(begun, whole)
    whole.rename(made)
    begun.unlink()


def copy_of(source: Path | str, to: Path | str, *, uri: bool = False) -> None:
    """Copy a database, whatever of it lies beside its file; into memory if `to` is the address of such a one."""
    held = sqlite3.connect(to, uri=uri)
    with closing(sqlite3.connect(source)) as opened:
        opened.backup(held)
    if uri:
        _HELD.append(held)
    else:
        held.close()


def begin_with_tables(creation: Any) -> None:
    """Have Django's test database in memory begin with the tables, so that its migrations find nothing to do."""
    make = creation._create_test_db

    def filled(*asked: Any, **how: Any) -> str:
        name = str(make(*asked, **how))
        if creation.is_in_memory_db(name):
            copy_of(migrated(), name, uri=True)
        return name

    creation._create_test_db = filled
