"""Holding a time for somebody while they look at it: ten minutes, then it gives way."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.appointments.around import service
from legation.appointments.elsewhere import check
from legation.appointments.free import free_lanes
from legation.appointments.models import Booking
from legation.appointments.people import person_of, sealed
from legation.appointments.rules import HOLD, OPEN, Lane, State
from legation.appointments.services.make import Wanted, new_booking
from legation.appointments.services.take import HasOne, Taken, take

_HAS_ONE = _("You have an appointment for this already. Our mail to you has a link with which you can change it.")
_TAKEN = _("Somebody else has just taken this time. These are free now.")


def hold(wanted: Wanted, *, starts_at: datetime, at: datetime) -> Booking:
    """Hold a time; whoever holds another one of the same kind moves to it.

    Raises:
        Taken: it is not free, or no time at which one can come.
        HasOne: the person has a booking already, which can be moved.
        NotFound: nobody comes for that service.
        GivenAtThePost: the post gives its times itself for now.
    """
    check(wanted.post, at=at)
    minutes = service(wanted.service).minutes
    booking = open_of(wanted) or new_booking(wanted, minutes, at=at)
    if booking.state != State.HELD:
        raise HasOne(booking.number, reader=_HAS_ONE)
    lanes = free_lanes(wanted.post, wanted.service, minutes, starts_at, at=at, but=booking.pk)
    told = {"sealed": sealed(wanted.visitor), "reference": wanted.reference, "language": wanted.language}
    seat(booking, lanes, starts_at, at=at, until=at + HOLD, **told)
    return booking


def open_of(wanted: Wanted) -> Booking | None:
    """The person's open booking of this kind, if any."""
    person = person_of(wanted.visitor.passport)
    rows = Booking.objects.filter(person=person, service=wanted.service, post=wanted.post, state__in=OPEN)
    return rows.select_related("post", "counter").first()


def seat(booking: Booking, lanes: list[Lane], starts_at: datetime, *, at: datetime, **changes: Any) -> None:
    """Take the first of some places that is still free; where one begins differs by person, so that few collide.

    Raises:
        Taken: none is.
        HasOne, Conflict: as `take`.
    """
    key, first = booking.pk, bytes(booking.person)[0] % len(lanes) if lanes else 0
    for lane in lanes[first:] + lanes[:first]:
        try:
            take(booking, lane, starts_at, at=at, **changes)
        except Taken:
            booking.pk = key  # what was written is undone
            continue
        return
    raise Taken(f"nothing is free at {starts_at}", reader=_TAKEN)
