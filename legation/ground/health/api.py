"""The door of the health room: the parts' last signs of life, and faults as they were captured."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from legation.ground import statements
from legation.ground.errors import place_of
from legation.ground.health.models import Breath, Fault

__all__ = ["Breath", "Fault", "breathe", "breaths", "faults", "forget_faults", "note_fault"]

PAGE = 50

_NOTE = """
INSERT INTO health_fault (key, kind, place, view, count, first_at, last_at, request)
VALUES (%s, %s, %s, %s, 1, %s, %s, %s)
ON CONFLICT (key) DO UPDATE SET count = health_fault.count + 1, last_at = EXCLUDED.last_at, request = EXCLUDED.request
"""


def breathe(part: str, *, at: datetime, **said: Any) -> None:
    """Say that a part is at work: worker, backup, drill, audit. `said` are figures about it."""
    Breath.objects.update_or_create(part=part, defaults={"at": at, "said": said})


def breaths() -> dict[str, Breath]:
    """part -> its last sign of life."""
    return {row.part: row for row in Breath.objects.all()}


def note_fault(error: BaseException, *, view: str, request: str, at: datetime) -> None:
    """Capture an error: the same kind at the same place of the same view is counted, not kept twice."""
    kind, place, view = type(error).__name__[:80], place_of(error)[:160], view[:80]
    key = sha256(f"{kind}\0{place}\0{view}".encode()).hexdigest()
    moment = statements.adapted(at)
    statements.execute(_NOTE, [key, kind, place, view, moment, moment, request[:32]])


def faults() -> list[Fault]:
    """The latest faults, one page."""
    return list(Fault.objects.order_by("-last_at")[:PAGE])


def forget_faults(*, at: datetime) -> int:
    """Delete what was last seen more than 90 days ago; gives how many."""
    return Fault.objects.filter(last_at__lt=at - timedelta(days=90)).delete()[0]
