"""The lock that makes a second writer impossible: advisory on PostgreSQL, a leased row elsewhere."""

import os
import socket
from datetime import datetime, timedelta

from django.db import connection

from legation.ground.errors import Conflict
from legation.ground.transparency.models import Lease

LEASE = timedelta(seconds=30)
_KEY = 0x6C6F67  # "log"
_NAME = "writer"


def holder() -> str:
    """This process, as it stands in the lease."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def take(*, by: str, at: datetime) -> None:
    """Be the writer until the end of the transaction in which this is called (and of the lease).

    Raises:
        Conflict: another process is.
    """
    free = _advisory() if connection.vendor == "postgresql" else _lease(by, at)
    if not free:
        raise Conflict("another process writes the log")


def _advisory() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_KEY])
        return bool(cursor.fetchone()[0])


def _lease(by: str, at: datetime) -> bool:
    lease, _new = Lease.objects.get_or_create(name=_NAME, defaults={"holder": by, "until": at + LEASE})
    if lease.holder != by and lease.until > at:
        return False
    Lease.objects.filter(name=_NAME).update(holder=by, until=at + LEASE)
    return True
