"""At the counter: call the next, serve them, or note that they did not come."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.appointments.halls import in_order, waiting_at
from legation.appointments.models import Booking, Counter, Visit
from legation.appointments.people import person_of
from legation.appointments.rules import State, Turn
from legation.ground.errors import Conflict, Invalid, NotFound

_NOBODY = _("Nobody is waiting for this counter.")
_OTHER_PASSPORT = _("This appointment belongs to another passport. Compare the number again; it cannot be passed on.")


def call_next(*, counter: Counter, services: frozenset[str], at: datetime) -> Visit:
    """Call whoever is first among those who wait for what this counter does; two counters never call the same.

    Raises:
        NotFound: nobody is waiting.
    """
    rows = [each for each in waiting_at(counter.post, services, at=at) if counter.serves(each.service)]
    for visit in in_order(rows, at=at):
        ours = Visit.objects.filter(pk=visit.pk, state=Turn.WAITING)
        if ours.update(state=Turn.CALLED, counter=counter, called_at=at):
            return Visit.objects.select_related("booking").get(pk=visit.pk)
    raise NotFound("nobody waits", reader=_NOBODY)


def serve(visit: Visit, *, passport: str, at: datetime) -> Visit:
    """Whoever was called is served: with an appointment, if theirs is the passport it was given to.

    Raises:
        Invalid: it is another passport.
        Conflict: they were not called, or it is over.
    """
    booking = visit.booking
    if booking is not None and person_of(passport) != bytes(booking.person):
        raise Invalid("another passport", fields={"passport": _OTHER_PASSPORT}, reader=_OTHER_PASSPORT)
    return _end(visit, Turn.SERVED, State.SERVED, at=at)


def gone(visit: Visit, *, at: datetime) -> Visit:
    """Whoever was called did not come to the counter; an appointment whose time has come is missed.

    Raises:
        Conflict: they were not called, or it is over.
    """
    return _end(visit, Turn.GONE, State.MISSED, at=at)


def _end(visit: Visit, turn: Turn, state: State, *, at: datetime) -> Visit:
    with transaction.atomic():
        if not Visit.objects.filter(pk=visit.pk, state=Turn.CALLED).update(state=turn, ended_at=at):
            raise Conflict(f"visit {visit.pk} is not called")
        booked = Booking.objects.filter(pk=visit.booking_id, state=State.BOOKED)
        (booked if state == State.SERVED else booked.filter(starts_at__lte=at)).update(state=state)
    visit.refresh_from_db()
    return visit
