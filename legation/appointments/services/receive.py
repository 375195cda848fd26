"""Somebody stands at a counter: their appointment is checked in, called there, and served, all by one key."""

from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects

from legation.appointments.models import Booking, Counter, Visit
from legation.appointments.people import person_of
from legation.appointments.rules import State, Turn
from legation.appointments.selectors import own_booking, posts_of
from legation.appointments.services.arrive import check_in
from legation.appointments.services.attend import serve
from legation.ground.errors import Conflict
from legation.ground.people.api import Person
from legation.ground.statements import Select

LATELY = timedelta(hours=12)
_OF_PERSON = Select(
    Booking, "appointments_booking.person = %s AND appointments_booking.starts_at > %s AND state IN %l",
    join="post", order="appointments_booking.starts_at",
)  # fmt: skip


def appointments_of(by: Person, passport: str, *, at: datetime) -> list[Booking]:
    """What a passport has today and to come at an officer's posts, for services that are theirs; the next first."""
    mine = posts_of(by)
    rows = _OF_PERSON.all(person_of(passport), at - LATELY, [State.BOOKED, State.SERVED])
    found = [each for each in rows if each.service in mine.get(each.post.code, ())]
    prefetch_related_objects(found, "counter", "visit")
    return found


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
