"""Somebody stands at a counter: their appointment is checked in, called there, and served, all by one key."""

from datetime import datetime, timedelta

from legation.appointments.models import Booking, Counter, Visit
from legation.appointments.people import person_of
from legation.appointments.rules import State, Turn
from legation.appointments.selectors import own_booking, posts_of
from legation.appointments.services.arrive import check_in
from legation.appointments.services.attend import serve
from legation.ground.errors import Conflict
from legation.ground.people.api import Person

LATELY = timedelta(hours=12)


def appointments_of(by: Person, passport: str, *, at: datetime) -> list[Booking]:
    """What a passport has today and to come at an officer's posts, for services that are theirs; the next first."""
    mine = posts_of(by)
    rows = Booking.objects.filter(person=person_of(passport), post__code__in=mine, starts_at__gt=at - LATELY)
    found = rows.filter(state__in=[State.BOOKED, State.SERVED]).select_related("post", "counter", "visit")
    return [each for each in found.order_by("starts_at") if each.service in mine[each.post.code]]


def receive(by: Person, number: str, *, passport: str, counter: str, at: datetime) -> Visit:
    """Take the next step with an appointment: check its person in, then call them here, then say they were served.

    Args:
        counter: the code of the window at which the officer serves; theirs by the booking, if it is none.

    Raises:
        NotFound: it is none of theirs, or not at their posts.
        Conflict: it is not for today, or over.
        Invalid: it is another passport.
    """
    booking = own_booking(by, number)
    visit = Visit.objects.select_related("post", "booking").filter(booking=booking).first()
    if visit is None:
        return check_in(number, post=booking.post, at=at)
    if visit.state == Turn.CALLED:
        return serve(visit, passport=passport, at=at)
    here = Counter.objects.filter(post=booking.post, code=counter, is_open=True).first() or booking.counter
    waiting = Visit.objects.filter(pk=visit.pk, state=Turn.WAITING)
    if not waiting.update(state=Turn.CALLED, counter=here, called_at=at):
        raise Conflict(f"visit {visit.pk} is over")
    visit.refresh_from_db()
    return visit
