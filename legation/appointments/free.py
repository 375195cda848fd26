"""Which times are free: the hours of a post, less what is taken. Worked out when it is asked, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Q

from legation.appointments import openings
from legation.appointments.elsewhere import contested, gives_itself
from legation.appointments.models import Booking, Cell, Counter, Release
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
    """The first days with a free time, from a day on; none while the post gives its times itself.

    Two queries for each stretch of full days, ten days, then twenty.

    Args:
        drawn: whether times are meant that a draw gives away, and nobody else before it.
    """
    if gives_itself(post, at=at):
        return []
    counters, today = counters_for(post, service), openings.day_of(post, at)
    kept = [] if drawn else drawn_days(post, service)
    first, last = max(since or today, today), today + timedelta(days=HORIZON)
    found: list[FreeDay] = []
    stretch = _STRETCH
    while counters and first <= last and len(found) < most:
        days = [day for day in openings.days_from(first, stretch) if day <= last]
        stretch *= 2
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
    open_ = _not_full(counters, minutes, open_, at) if open_ else {}
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


def _not_full(
    counters: list[Counter], minutes: int, open_: dict[date, openings.Spans], at: datetime
) -> dict[date, openings.Spans]:  # fmt: skip
    """Of these days, those that may have room by the number of their cells that are taken.

    Days that everybody wants are full: their bookings, thousands, are not read to find that out. A hold that has ended
    still has its cells; its day is looked at.
    """
    moments, lanes = [m for spans in open_.values() for span in spans for m in span], len(lanes_of(counters))
    here = reduce(or_, (Q(counter=each, place__lte=each.places) for each in counters))
    rows = Cell.objects.filter(here, moment__gte=min(moments), moment__lt=max(moments))
    taken = dict(rows.values_list("moment").annotate(count=Count("place")).order_by())
    full = {moment for moment, count in taken.items() if count >= lanes}
    ended = Booking.objects.filter(
        counter__in=counters, state=State.HELD, until__lte=at, starts_at__gte=min(moments), starts_at__lt=max(moments)
    )
    loose = list(ended.values_list("starts_at", flat=True)) if full else []

    def may(spans: openings.Spans) -> bool:
        return any(full.isdisjoint(cells(moment, minutes)) for moment in starts(spans, minutes)) or any(
            begins <= moment < ends for begins, ends in spans for moment in loose
        )

    return {day: spans for day, spans in open_.items() if may(spans)}


def lanes_of(counters: Iterable[Counter]) -> list[Lane]:
    """Every place of some counters."""
    return [Lane(each.pk, place) for each in counters for place in range(1, each.places + 1)]


def has_room(taken: Taken, lanes: Iterable[Lane], wanted: list[datetime]) -> bool:
    """Whether nothing stands in the way of these cells at one of some places."""
    return any(lane not in taken or taken[lane].isdisjoint(wanted) for lane in lanes)


def taken_between(
    counters: list[Counter], since: datetime, until: datetime, *, at: datetime, but: int | None = None
) -> Taken:  # fmt: skip
    """The cells that bookings have in a stretch of time; a hold that has ended is in nobody's way.

    What a post gave while it was cut off is in the way until somebody has decided who has it.
    """
    rows = Booking.objects.filter(
        counter__in=counters, starts_at__gt=since - LONGEST, starts_at__lt=until, state__in=KEEPING
    ).exclude(Q(state=State.HELD, until__lte=at) | Q(pk=but))
    given = contested(counters[0].post_id) if counters else {}
    found: Taken = {lane: set(moments) for lane, moments in given.items()}
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
