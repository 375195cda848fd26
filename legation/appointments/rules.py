"""What appointments are made of: a grid of moments, states, and who is called first. Pure functions, no Django."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

CELL = timedelta(minutes=5)
"""The grid: a booking takes every cell from its beginning to its end, at one place of a counter."""
HOLD = timedelta(minutes=10)
NEAR = timedelta(minutes=15)
"""How long before its time an appointment comes first at the post."""


class State(StrEnum):
    """How a booking stands: held while somebody decides, offered to somebody who waits, booked; and how it ended."""

    HELD = "held"
    OFFERED = "offered"
    BOOKED = "booked"
    SERVED = "served"
    MISSED = "missed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OPEN = (State.HELD, State.OFFERED, State.BOOKED)
KEEPING = (*OPEN, State.SERVED, State.MISSED)
"""The states in which a booking has its cells."""


class Turn(StrEnum):
    """How a visit stands, at the post."""

    WAITING = "waiting"
    CALLED = "called"
    SERVED = "served"
    GONE = "gone"


@dataclass(frozen=True)
class Lane:
    """One place of a counter, where one person at a time is served; `counter` is its key."""

    counter: int
    place: int


def cells(starts_at: datetime, minutes: int) -> list[datetime]:
    """The moments of the grid that a booking takes, in order."""
    return [starts_at + CELL * step for step in range(-(-minutes * 60 // int(CELL.total_seconds())))]


def starts(spans: Iterable[tuple[datetime, datetime]], minutes: int) -> Iterator[datetime]:
    """When an appointment of so many minutes may begin, in spans in which a post is open."""
    length = CELL * len(cells(datetime.min, minutes))
    for begins, ends in spans:
        moment = begins
        while moment + timedelta(minutes=minutes) <= ends:
            yield moment
            moment += length


def rank(*, starts_at: datetime | None, urgency: int, arrived_at: datetime, at: datetime) -> tuple[int, int, datetime]:
    """Who is called first: an appointment whose time is near or has come, then what is urgent, then who came first.

    Appointments among themselves go by their time. Whoever comes long before it waits with those who have none.
    """
    if starts_at is not None and starts_at <= at + NEAR:
        return 0, 0, starts_at
    return 1, -urgency, arrived_at


def ticket(letter: str, number: int) -> str:
    """What is called out: 'A 017'."""
    return f"{letter} {number:03}"


def median(values: Iterable[int]) -> int | None:
    """The middle one of some minutes; none of none."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else None
