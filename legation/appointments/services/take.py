"""Taking a place for a booking, the one way there is: whatever holds or moves comes through here.

Whoever takes locks rows of bookings first, in the order of their keys, and then takes cells in the order of time; so
nobody waits for somebody who waits for them. The database's constraint on cells decides, not what was read before.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from legation.appointments.free import LONGEST
from legation.appointments.models import Booking, Cell
from legation.appointments.rules import OPEN, Lane, State, cells
from legation.appointments.services.make import new_number
from legation.appointments.services.pass_on import Place, pass_on
from legation.ground import statements
from legation.ground.errors import Conflict


class Taken(Conflict):
    """Somebody else was quicker."""


class HasOne(Conflict):
    """The person has an open booking for this service at this post already."""


def take(booking: Booking, lane: Lane, starts_at: datetime, *, at: datetime, **changes: Any) -> None:
    """Give a booking a place and a time; a new one is written, one that is there passes on what it had.

    A hold that has ended gives way.

    Args:
        changes: other fields of the booking that are written with it; `sequence` is added to what it was.

    Raises:
        Taken: the place is not free; nothing was changed.
        HasOne: the person has another open one; nothing was changed.
        Conflict: the booking is not open any more.
    """
    with transaction.atomic():
        _hold_rows(booking, lane, starts_at, at=at)
        if booking.pk is None:
            _place(booking, lane, starts_at, changes)
            while not statements.insert(booking, once=True):
                if not Booking.objects.filter(number=booking.number).exists():
                    raise HasOne(f"one open booking for {booking.service}")
                booking.number = new_number()
            _fill(booking, set())
        else:
            _move(booking, lane, starts_at, changes, at=at)


def _move(booking: Booking, lane: Lane, starts_at: datetime, changes: dict[str, Any], *, at: datetime) -> None:
    left, had = Place.of(booking), set(_moments(booking))
    _place(booking, lane, starts_at, changes)
    booking.save()
    if (left.counter, left.place) == (lane.counter, lane.place) and not had.isdisjoint(_moments(booking)):
        _fill(booking, had)
        Cell.objects.filter(booking=booking).exclude(moment__in=_moments(booking)).delete()
        return
    pass_on(left, at=at)
    _fill(booking, set())


def _place(booking: Booking, lane: Lane, starts_at: datetime, changes: dict[str, Any]) -> None:
    booking.counter_id, booking.place, booking.starts_at = lane.counter, lane.place, starts_at
    for name, value in changes.items():
        setattr(booking, name, booking.sequence + value if name == "sequence" else value)


def _fill(booking: Booking, had: set[datetime]) -> None:
    new = [
        Cell(counter_id=booking.counter_id, place=booking.place, moment=moment, booking_id=booking.pk)
        for moment in _moments(booking) if moment not in had
    ]  # fmt: skip
    if not statements.insert(*new, once=True):
        raise Taken(f"{booking.starts_at} is taken")


def _moments(booking: Booking) -> list[datetime]:
    return cells(booking.starts_at, booking.minutes)


def _hold_rows(booking: Booking, lane: Lane, starts_at: datetime, *, at: datetime) -> None:
    """Hold this booking's row, as it is now, and end the holds that lie in its way and have run out."""
    ends_at = starts_at + timedelta(minutes=booking.minutes)
    rows = Booking.objects.filter(
        counter=lane.counter, place=lane.place, starts_at__gt=starts_at - LONGEST, starts_at__lt=ends_at,
        state=State.HELD, until__lte=at,
    )  # fmt: skip
    keys = set(rows.values_list("pk", flat=True)) | ({booking.pk} if booking.pk else set())
    if not keys:
        return
    held = list(Booking.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    ended = [each.pk for each in held if each.pk != booking.pk and each.state == State.HELD]
    Cell.objects.filter(booking__in=ended).delete()
    Booking.objects.filter(pk__in=ended).update(state=State.EXPIRED, until=None)
    if booking.pk:
        booking.refresh_from_db()
        if booking.state not in OPEN:
            raise Conflict(f"{booking.number} is {booking.state}")
