"""A draw of the times of some days: announced with a commitment, wishes taken, drawn, published."""

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.appointments import drawing
from legation.appointments.around import service
from legation.appointments.elsewhere import away, check
from legation.appointments.free import HORIZON, free_days, free_lanes
from legation.appointments.models import Booking, Entry, Release, Wish
from legation.appointments.people import person_of, sealed
from legation.appointments.rules import OPEN, State
from legation.appointments.services.confirm import remind_later
from legation.appointments.services.hold import seat
from legation.appointments.services.make import Wanted, new_number
from legation.appointments.services.take import HasOne, Taken
from legation.appointments.telling import BOOKED, tell_of
from legation.ground import statements
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.posts.api import Post
from legation.ground.secrets import instance_key, seal, unseal

_KEY = "draws"
_CLOSED = _("This draw takes no wishes now.")


@dataclass(frozen=True)
class Days:
    """The days whose times are drawn, and between which moments wishes are taken."""

    first: date
    last: date
    opens_at: datetime
    closes_at: datetime


def announce(*, post: Post, code: str, days: Days, at: datetime) -> Release:
    """Announce a draw: its seed is made and committed to before the first wish can come.

    Raises:
        Invalid: its moments or days do not follow each other.
        NotFound: nobody comes for that service.
        GivenAtThePost: the post gives its times itself for now.
    """
    check(post, at=at)
    if not at <= days.opens_at < days.closes_at or days.last < days.first or days.first <= days.closes_at.date():
        raise Invalid("a draw opens, then closes, and its days come after that")
    if days.last > days.closes_at.date() + timedelta(days=HORIZON):
        raise Invalid(f"no day later than {HORIZON} days after the draw")
    seed, number = os.urandom(drawing.SEED_BYTES), new_number()
    return Release.objects.create(
        code=number, post=post, service=code, minutes=service(code).minutes, first_day=days.first, last_day=days.last,
        opens_at=days.opens_at, closes_at=days.closes_at, commitment=drawing.commitment(seed),
        seed=seal(instance_key(_KEY), seed, context=f"{_KEY}/{number}"),
    )  # fmt: skip


def enter(release: Release, wanted: Wanted, *, at: datetime) -> int:
    """Take a wish; gives its number, the same one however often a person asks.

    Raises:
        Conflict: the draw is not open.
        GivenAtThePost: the post gives its times itself for now.
    """
    check(wanted.post, at=at)
    person = person_of(wanted.visitor.passport)
    with transaction.atomic():
        row = Release.objects.select_for_update().get(pk=release.pk)
        if row.drawn_at is not None or not row.opens_at <= at < row.closes_at:
            raise Conflict(f"draw {row.code} is not open", reader=_CLOSED)
        known = Entry.objects.filter(release=row, person=person).values_list("number", flat=True).first()
        if known is not None:
            return int(known)
        row.count += 1
        row.save(update_fields=["count"])
        Entry.objects.create(
            release=row, number=row.count, reference=wanted.reference, person=person, sealed=sealed(wanted.visitor),
            language=wanted.language, urgency=wanted.urgency, made_at=at,
        )  # fmt: skip
    return row.count


def draw(release: Release, *, at: datetime) -> list[int]:
    """Draw, once: in the order of the seed each gets the first time that is free; the others wait. Gives who got one.

    Raises:
        Conflict: it still takes wishes.
        GivenAtThePost: the post gives its times itself for now.
    """
    with transaction.atomic():
        row = Release.objects.select_for_update(of=("self",)).select_related("post").get(pk=release.pk)
        if row.drawn_at is not None:
            return list(row.seated)
        check(row.post, at=at)
        if at < row.closes_at:
            raise Conflict(f"draw {row.code} is open until {row.closes_at}")
        entries = {each.number: each for each in row.entries.all()}
        times = _times(row, at=at)
        for number in drawing.order(_seed(row), entries):
            if _seated(row, entries[number], times, at=at):
                row.seated.append(number)
        row.drawn_at = at
        row.save(update_fields=["drawn_at", "seated"])
        row.entries.update(sealed=None, reference="")
    return list(row.seated)


def _times(row: Release, *, at: datetime) -> list[datetime]:
    """The times that are drawn, each as often as it has places."""
    days = (row.last_day - row.first_day).days + 1
    found = free_days(row.post, row.service, row.minutes, at=at, since=row.first_day, most=days, drawn=True)
    moments = [moment for each in found if each.day <= row.last_day for moment in each.times]
    return [
        moment for moment in moments
        for _lane in free_lanes(row.post, row.service, row.minutes, moment, at=at, drawn=True)
    ]  # fmt: skip


def _seated(row: Release, entry: Entry, times: list[datetime], *, at: datetime) -> bool:
    """Give somebody the first time that is left; who has a booking by now needs none, who gets none waits on."""
    common: dict[str, Any] = {
        "post": row.post, "service": row.service, "minutes": row.minutes, "reference": entry.reference,
        "person": entry.person, "sealed": entry.sealed, "language": entry.language, "urgency": entry.urgency,
        "made_at": entry.made_at,
    }  # fmt: skip
    if Booking.objects.filter(person=entry.person, service=row.service, post=row.post, state__in=OPEN).exists():
        return False
    while times:
        booking, moment = Booking(number=new_number(), state=State.BOOKED, **common), times.pop(0)
        try:
            seat(booking, free_lanes(row.post, row.service, row.minutes, moment, at=at, drawn=True), moment, at=at)
        except Taken:
            continue
        except HasOne:
            times.insert(0, moment)
            return False
        tell_of(booking, what=BOOKED, at=at)
        remind_later(booking, at=at)
        return True
    statements.insert(Wish(**common), once=True)
    return False


def published(code: str) -> dict[str, Any]:
    """A draw as anybody may have it: with its seed and list once it is drawn, and no person in it.

    Raises:
        NotFound: there is no such draw.
    """
    row = Release.objects.select_related("post").filter(code=code).first()
    if row is None:
        raise NotFound(f"no draw {code}")
    told = {
        "format": drawing.FORMAT, "draw": row.code, "post": row.post.code, "service": row.service,
        "days": [row.first_day.isoformat(), row.last_day.isoformat()], "opens_at": row.opens_at.isoformat(),
        "closes_at": row.closes_at.isoformat(), "commitment": row.commitment,
    }  # fmt: skip
    if row.drawn_at is None:
        return told
    numbers = sorted(row.entries.values_list("number", flat=True))
    return told | {
        "seed": _seed(row).hex(), "count": row.count, "numbers": numbers, "order": drawing.order(_seed(row), numbers),
        "seated": row.seated, "drawn_at": row.drawn_at.isoformat(),
    }  # fmt: skip


def draw_what_is_closed(*, at: datetime) -> int:
    """Draw whatever has closed; gives how many. A post that gives its times itself is drawn for when it is back."""
    rows = list(Release.objects.filter(drawn_at=None, closes_at__lte=at).select_related("post"))
    gone = away({each.post.code for each in rows}, at=at) if rows else frozenset()
    due = [each for each in rows if each.post.code not in gone]
    for release in due:
        draw(release, at=at)
    return len(due)


def _seed(row: Release) -> bytes:
    return unseal(instance_key(_KEY), row.seed, context=f"{_KEY}/{row.code}")
