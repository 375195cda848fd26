"""Who waits at a post, in which order, and how long: what officers and the screens in the hall are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from legation.appointments.models import Visit
from legation.appointments.openings import day_of
from legation.appointments.rules import Turn, median, rank, ticket
from legation.ground.posts.api import Post

SHOWN = 6
_MEASURED = 20


@dataclass(frozen=True)
class Called:
    """A ticket that is called, and where to."""

    ticket: str
    counter: str


@dataclass(frozen=True)
class Hall:
    """What a screen shows: tickets, how many wait, and the minutes that people waited today (none yet: None)."""

    called: list[Called]
    waiting: int
    minutes: int | None


def waiting_at(post: Post, services: Iterable[str] | None, *, at: datetime) -> list[Visit]:
    """Who waits at a post today, for some services or for all."""
    rows = Visit.objects.filter(post=post, day=day_of(post, at), state=Turn.WAITING).select_related("booking")
    return list(rows.filter(service__in=list(services)) if services is not None else rows)


def in_order(rows: Iterable[Visit], *, at: datetime) -> list[Visit]:
    """As they are called."""

    def place(visit: Visit) -> tuple[int, int, datetime]:
        booked = visit.booking.starts_at if visit.booking else None
        return rank(starts_at=booked, urgency=visit.urgency, arrived_at=visit.arrived_at, at=at)

    return sorted(rows, key=place)


def hall(post: Post, language: str, *, at: datetime) -> Hall:
    """What the screen of a post shows: numbers, never names."""
    today = Visit.objects.filter(post=post, day=day_of(post, at), called_at__isnull=False).order_by("-called_at")
    latest = list(today.select_related("counter")[:_MEASURED])
    called = [
        Called(ticket(each.letter, each.ticket), each.counter.name(language) if each.counter else "")
        for each in latest if each.state == Turn.CALLED
    ]  # fmt: skip
    waited = [int((each.called_at - each.arrived_at).total_seconds() // 60) for each in latest if each.called_at]
    return Hall(called[:SHOWN], len(waiting_at(post, None, at=at)), median(waited))
