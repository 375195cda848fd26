"""Moving an appointment to another time; what it leaves is offered to who waits."""

from datetime import datetime

from django.db import transaction

from legation.appointments.elsewhere import check
from legation.appointments.free import free_lanes
from legation.appointments.models import Booking
from legation.appointments.rules import HOLD, State
from legation.appointments.services.confirm import remind_later
from legation.appointments.services.hold import seat
from legation.appointments.telling import MOVED, tell_of
from legation.ground.errors import Conflict


def move(booking: Booking, *, starts_at: datetime, at: datetime) -> Booking:
    """Take another time for it: the same entry in its person's calendar, one SEQUENCE higher; or hold another.

    Raises:
        Taken: that time is not free; the old one is kept.
        Conflict: it is not held or booked, or its time has come.
        GivenAtThePost: the post gives its times itself for now.
    """
    check(booking.post, at=at)
    if booking.state not in (State.HELD, State.BOOKED) or booking.starts_at <= at:
        raise Conflict(f"{booking.number} is {booking.state}")
    with transaction.atomic():
        lanes = free_lanes(booking.post, booking.service, booking.minutes, starts_at, at=at, but=booking.pk)
        if booking.state == State.HELD:
            seat(booking, lanes, starts_at, at=at, until=at + HOLD)
            return booking
        seat(booking, lanes, starts_at, at=at, sequence=1, displaced=False)
        tell_of(booking, what=MOVED, at=at)
        remind_later(booking, at=at)
    return booking
