"""How the house is: each part in a word, with what is to be done where something is."""

import shutil
import socket
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from legation.documents.api import newest_list_at
from legation.documents.keeping import status as keeping
from legation.ground.errors import LegationError
from legation.ground.health.api import breaths
from legation.ground.outbox import looking
from legation.ground.transparency.api import witness_states

Word = Literal["valid", "referred", "invalid", "unknown"]
WORKER_SILENT, BACKUP_OLD, WITNESS_SILENT = timedelta(minutes=2), timedelta(hours=26), timedelta(hours=1)
DRILL_OLD, AUDIT_OLD, LIST_OLD = timedelta(days=92), timedelta(days=8), timedelta(hours=26)
LEAST_FREE, LITTLE_FREE = 0.05, 0.15
QUEUE_OLD = timedelta(minutes=5)


@dataclass(frozen=True)
class Part:
    """One part: its code, how it is, and the figure that says so (`at` a moment, `share` of one, `ms`, `days`)."""

    code: str
    word: Word
    at: datetime | None = None
    share: float | None = None
    ms: float | None = None
    days: int | None = None


def health(*, at: datetime) -> list[Part]:
    """Every part, in the order in which one would look after them."""
    seen = breaths()
    parts = [
        _database(),
        _disk(),
        _signer(),
        _of_breath("worker", seen, at, WORKER_SILENT),
        _queue(at),
        _certificates(at),
    ]
    parts += [_aged("lists", newest_list_at(), at, LIST_OLD), _witness(at)]
    parts += [_of_breath(name, seen, at, old) for name, old in
              (("backup", BACKUP_OLD), ("drill", DRILL_OLD), ("audit", AUDIT_OLD))]  # fmt: skip
    return parts


def names() -> dict[str, str]:
    """code -> name of the part, in the reader's language."""
    return {
        "database": _("Database"), "disk": _("Disk"), "signer": _("Signer"), "worker": _("Worker"),
        "queue": _("Queue"), "certificates": _("Certificates"), "lists": _("Revocation lists"),
        "witness": _("Witnesses"), "backup": _("Backup"), "drill": _("Restore drill"),
        "audit": _("Audit of all chains"),
    }  # fmt: skip


def _database() -> Part:
    begun = time.perf_counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Part("database", "invalid")
    return Part("database", "valid", ms=(time.perf_counter() - begun) * 1000)


def _disk() -> Part:
    places = (settings.VAR, settings.LEGATION_FILES)
    found = [shutil.disk_usage(place) for place in places if place.exists()]
    share = min((usage.free / usage.total for usage in found), default=0.0)
    return Part(
        "disk", "invalid" if share < LEAST_FREE else "referred" if share < LITTLE_FREE else "valid", share=share
    )


def _signer() -> Part:
    begun = time.perf_counter()
    try:
        with closing(socket.socket(socket.AF_UNIX)) as line:
            line.settimeout(1)
            line.connect(str(settings.LEGATION_SIGNER))
    except OSError:
        return Part("signer", "invalid")
    return Part("signer", "valid", ms=(time.perf_counter() - begun) * 1000)


def _of_breath(name: str, seen: dict[str, Any], at: datetime, old: timedelta) -> Part:
    row = seen.get(name)
    part = _aged(name, row.at if row else None, at, old)
    return Part(name, "invalid", at=part.at) if row and row.said.get("findings") else part


def _aged(name: str, seen: datetime | None, at: datetime, old: timedelta) -> Part:
    if seen is None:
        return Part(name, "unknown")
    return Part(name, "referred" if at - seen > old else "valid", at=seen)


def _queue(at: datetime) -> Part:
    oldest = looking.look(most=1).oldest
    late = oldest is not None and at - oldest > QUEUE_OLD
    return Part("queue", "referred" if late or looking.failed_count(most=1) else "valid", at=oldest if late else None)


def _certificates(at: datetime) -> Part:
    try:
        lines = [line for line in keeping.status(at=at) if line.place]
        crl = keeping.crl_remark(at=at)
    except LegationError:
        return Part("certificates", "invalid")
    days = min((line.signs_until - at).days for line in lines)
    wrong = crl or any(line.remark for line in lines)
    return Part("certificates", "invalid" if days < 0 else "referred" if wrong else "valid", days=days)


def _witness(at: datetime) -> Part:
    states = witness_states()
    if any(state.contradicted for state in states):
        return Part("witness", "invalid")
    moments = [state.at for state in states if state.at]
    return Part("witness", "unknown") if not moments else Part("witness", "valid", at=max(moments))
