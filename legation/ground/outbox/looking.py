"""What people see of the queue, and what they may do with effects that were given up.

Nothing here counts a whole table: what waits is counted up to a bound, through the partial indexes.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from legation.ground.errors import Conflict, NotFound
from legation.ground.outbox.models import Effect

MOST_COUNTED = 10_000
PAGE = 50


@dataclass(frozen=True)
class Waiting:
    """How much waits, by kind, and since when the oldest was due. `bounded`: there is more than was counted."""

    kinds: dict[str, int]
    oldest: datetime | None
    bounded: bool

    @property
    def count(self) -> int:
        """How many were counted."""
        return sum(self.kinds.values())


@dataclass(frozen=True)
class Failed:
    """An effect that was given up: `why` names the kind of error and its place, never what it was about."""

    pk: int
    kind: str
    key: str
    attempts: int
    failed_at: datetime
    why: str


def look(*, most: int = MOST_COUNTED) -> Waiting:
    """What is neither done nor given up, the oldest first, up to `most`."""
    rows = Effect.objects.filter(done_at=None, failed_at=None).order_by("due_at")
    found = list(rows.values_list("kind", "due_at")[: most + 1])
    kinds = Counter(kind for kind, _due in found[:most])
    return Waiting(dict(sorted(kinds.items())), found[0][1] if found else None, len(found) > most)


def failed(*, before: int = 0) -> list[Failed]:
    """Effects that were given up, the latest first, one page; `before` is the last number of the page before."""
    rows = _given_up().order_by("-pk")
    rows = rows.filter(pk__lt=before) if before else rows
    return [_told(row) for row in rows[:PAGE]]


def failed_count(*, most: int = MOST_COUNTED) -> int:
    """How many effects were given up, up to `most`."""
    return len(_given_up().order_by("failed_at").values_list("pk", flat=True)[:most])


def failed_one(pk: int) -> Failed:
    """One effect that was given up.

    Raises:
        NotFound: there is none of this number, or it was retried, done or dropped since.
    """
    row = _given_up().filter(pk=pk).first()
    if row is None:
        raise NotFound(f"no given-up effect {pk}")
    return _told(row)


def retry(pk: int, *, at: datetime) -> None:
    """Have a given-up effect tried again, with all its attempts.

    Raises:
        Conflict: it is not given up any more.
    """
    if not _given_up().filter(pk=pk).update(failed_at=None, attempts=0, due_at=at, holder=None):
        raise Conflict(f"effect {pk} is not given up")


def retry_kind(kind: str, *, at: datetime) -> int:
    """Have every given-up effect of a kind tried again; gives how many."""
    return _given_up().filter(kind=kind).update(failed_at=None, attempts=0, due_at=at, holder=None)


def drop(pk: int, *, at: datetime) -> None:
    """Leave a given-up effect undone for good; its row stays, so that its key is not used again.

    Raises:
        Conflict: it is not given up any more.
    """
    if not _given_up().filter(pk=pk).update(dropped_at=at):
        raise Conflict(f"effect {pk} is not given up")


def _given_up():  # type: ignore[no-untyped-def]
    return Effect.objects.filter(failed_at__isnull=False, done_at=None, dropped_at=None)


def _told(row: Effect) -> Failed:
    assert row.failed_at is not None  # noqa: S101 — the query asks for it
    return Failed(row.pk, row.kind, row.key, row.attempts, row.failed_at, row.error)
