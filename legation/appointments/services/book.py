"""Booking in one step, for programs: nobody looks at a page in between."""

from datetime import datetime

from django.db import transaction

from legation.appointments.models import Booking
from legation.appointments.rules import OPEN, State
from legation.appointments.services.confirm import confirm
from legation.appointments.services.give_up import cancel
from legation.appointments.services.hold import hold, open_of
from legation.appointments.services.make import Wanted
from legation.appointments.services.move import move


def book(wanted: Wanted, *, starts_at: datetime, at: datetime) -> Booking:
    """Book a time for somebody, or move what they have booked to it.

    Raises:
        Taken, HasOne, NotFound, Conflict: as `hold`, `confirm` and `move`.
    """
    known = open_of(wanted)
    if known is not None and known.state == State.BOOKED:
        return move(known, starts_at=starts_at, at=at)
    with transaction.atomic():
        return confirm(hold(wanted, starts_at=starts_at, at=at), at=at)


def cancel_for(reference: str, *, at: datetime) -> int:
    """Cancel everything that is open for a reference; gives how much that was. Raises `Conflict` as `cancel`."""
    rows = list(Booking.objects.filter(reference=reference, state__in=OPEN).select_related("post", "counter"))
    for row in rows:
        cancel(row, at=at)
    return len(rows)
