"""Whoever holds effects, and whether they still live: a lease whose holder is known dead is free at once.

On PostgreSQL a holder is the server process of a worker's connection: it ends when the worker does, and the server
lists those that are there. On SQLite, where all are on one machine, a holder is a byte of one file that the worker
keeps locked; the kernel lets go of it when the process ends, however it ends. A number that is in use again, a
connection that hangs, or a pool between us and the server only means that a lease runs out as before, and what two
workers hold is done once all the same.
"""

import fcntl
import os
import secrets
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection

_HIGHEST = 2**31 - 1


def mine() -> int:
    """The number under which this process holds effects now; another one when its connection was made anew."""
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        return int(connection.connection.info.backend_pid)
    return _locked_byte()


def dead(holders: Iterable[int]) -> set[int]:
    """Those of these holders that are certain to hold nothing any more."""
    asked = set(holders)
    if not asked:
        return set()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
            return asked - {pid for (pid,) in cursor.fetchall()}
    return {number for number in asked - {mine()} if _lock(number, keep=False)}


@cache
def _file() -> int:
    # opened once and never closed: closing any handle of a file lets go of all the locks a process has on it
    return os.open(Path(settings.VAR) / "workers.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@cache
def _locked_byte() -> int:
    # two containers that share the folder may give their workers the same process number
    number = os.getpid()
    while not _lock(number, keep=True):
        number = 1 + secrets.randbelow(_HIGHEST)
    return number


def _lock(number: int, *, keep: bool) -> bool:
    """Whether nobody else had this byte locked."""
    try:
        fcntl.lockf(_file(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
    except OSError:
        return False
    if not keep:
        fcntl.lockf(_file(), fcntl.LOCK_UN, 1, number)
    return True
