"""Which times are free: the hours of a post, less what is taken. Worked out when it is asked, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from legation.appointments import openings
from legation.appointments.models import Booking, Counter, Release
from legation.appointments.rules import KEEPING, Lane, State, cells, starts
from legation.ground.posts.api import Post

HORIZON = 60
"""Days ahead that can be booked."""
LEAD = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
_STRETCH = 10
Taken = dict[Lane, set[datetime]]


@dataclass(frozen=True)
class FreeDay:
    """A day of a post with the times, in UTC, at which something can begin."""

    day: date
    times: tuple[datetime, ...]


def counters_for(post: Post, service: str) -> list[Counter]:
    """The counters of a post where people come for a service."""
    return [each for each in Counter.objects.filter(post=post) if each.serves(service)]


def free_days(
    post: Post, service: str, minutes: int, *, at: datetime, since: date | None = None, most: int = 5,
    drawn: bool = False,
) -> list[FreeDay]:  # fmt: skip
    """The first days with a free time, from a day on; as many queries as there are stretches of ten full days.

    Args:
        drawn: whether times are meant that a draw gives away, and nobody else before it.
    """
    counters, today = counters_for(post, service), openings.day_of(post, at)
    kept = [] if drawn else drawn_days(post, service)
    first, last = max(since or today, today), today + timedelta(days=HORIZON)
    found: list[FreeDay] = []
    while counters and first <= last and len(found) < most:
        days = [day for day in openings.days_from(first, _STRETCH) if day <= last]
        found += _free(post, counters, minutes, [day for day in days if not _is_kept(day, kept)], at)
        first = days[-1] + timedelta(days=1)
    return found[:most]


def drawn_days(post: Post, service: str) -> list[tuple[date, date]]:
    """First and last day of every draw that is still to come."""
    rows = Release.objects.filter(post=post, service=service, drawn_at=None)
    return list(rows.values_list("first_day", "last_day"))


def _is_kept(day: date, kept: list[tuple[date, date]]) -> bool:
    return any(first <= day <= last for first, last in kept)


def _free(post: Post, counters: list[Counter], minutes: int, days: list[date], at: datetime) -> list[FreeDay]:
    open_ = {day: spans for day in days if (spans := openings.spans(post, day))}
    if not open_:
        return []
    moments = [moment for spans in open_.values() for span in spans for moment in span]
    taken, lanes = taken_between(counters, min(moments), max(moments), at=at), lanes_of(counters)
    found = []
    for day, spans in open_.items():
        times = tuple(
            moment for moment in starts(spans, minutes)
            if moment >= at + LEAD and has_room(taken, lanes, cells(moment, minutes))
        )  # fmt: skip
        found += [FreeDay(day, times)] if times else []
    return found


def lanes_of(counters: Iterable[Counter]) -> list[Lane]:
    """Every place of some counters."""
    return [Lane(each.pk, place) for each in counters for place in range(1, each.places + 1)]


def has_room(taken: Taken, lanes: Iterable[Lane], wanted: list[datetime]) -> bool:
    """Whether nothing stands in the way of these cells at one of some places."""
    return any(lane not in taken or taken[lane].isdisjoint(wanted) for lane in lanes)


def taken_between(
    counters: list[Counter], since: datetime, until: datetime, *, at: datetime, but: int | None = None
) -> Taken:  # fmt: skip
    """The cells that bookings have in a stretch of time; a hold that has ended is in nobody's way."""
    rows = Booking.objects.filter(
        counter__in=counters, starts_at__gt=since - LONGEST, starts_at__lt=until, state__in=KEEPING
    ).exclude(Q(state=State.HELD, until__lte=at) | Q(pk=but))
    found: Taken = {}
    for counter, place, begins, minutes in rows.values_list("counter_id", "place", "starts_at", "minutes"):
        found.setdefault(Lane(counter, place), set()).update(cells(begins, minutes))
    return found


def free_lanes(
    post: Post, service: str, minutes: int, moment: datetime, *, at: datetime, drawn: bool = False,
    but: int | None = None,
) -> list[Lane]:  # fmt: skip
    """The places that are free at a moment; none if it is no time at which one can come.

    Args:
        drawn: as in `free_days`.
        but: the key of a booking that is not in the way, because it is this one that is moved.
    """
    day = openings.day_of(post, moment)
    if moment < at or day > openings.day_of(post, at) + timedelta(days=HORIZON):
        return []
    if not drawn and _is_kept(day, drawn_days(post, service)):
        return []
    if moment not in set(starts(openings.spans(post, day), minutes)):
        return []
    counters = counters_for(post, service)
    taken = taken_between(counters, moment, moment + timedelta(minutes=minutes), at=at, but=but)
    wanted = cells(moment, minutes)
    return [lane for lane in lanes_of(counters) if has_room(taken, [lane], wanted)]
