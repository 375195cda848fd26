"""Somebody is here: checked in by the number of their appointment, or given a ticket without one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.appointments.models import Booking, Visit
from legation.appointments.openings import day_of
from legation.appointments.rules import State, Turn
from legation.ground import node, statements
from legation.ground.errors import Conflict, NotFound
from legation.ground.languages.casing import capitals
from legation.ground.posts.api import Post

BOOKED, WALK_IN = "A", "W"
_AT_NODE = {BOOKED: "B", WALK_IN: "X"}
"""A post that works without a line numbers its tickets under other letters: the centre may have given the next ones."""
_LENGTH = 12
_UNKNOWN = _("We know no appointment with this number here. Ask at the information desk.")
_OTHER_DAY = _("This appointment is not for today. Ask at the information desk.")


def check_in(number: str, *, post: Post, at: datetime) -> Visit:
    """The ticket of an appointment; the same one however often its code is shown.

    Raises:
        NotFound: no such appointment at this post.
        Conflict: it is not for today.
    """
    tidy = "".join(capitals(number).split()).replace("-", "")[:_LENGTH]
    booking = Booking.objects.filter(number=tidy, post=post, state__in=(State.BOOKED, State.SERVED)).first()
    if booking is None:
        raise NotFound("no such appointment here", reader=_UNKNOWN)
    if day_of(post, booking.starts_at) != day_of(post, at):
        raise Conflict(f"{tidy} is for another day", reader=_OTHER_DAY)
    known = Visit.objects.filter(booking=booking).first()
    return known or _ticketed(
        Visit(booking=booking, service=booking.service, urgency=booking.urgency, letter=BOOKED), post, at
    )  # fmt: skip


def walk_in(*, post: Post, service: str, urgency: int, at: datetime) -> Visit:
    """A ticket for somebody without an appointment; nobody need say who they are."""
    return _ticketed(Visit(service=service, urgency=urgency, letter=WALK_IN), post, at)


def _ticketed(visit: Visit, post: Post, at: datetime) -> Visit:
    """Write it with the next number of the day; whoever takes the same one at the same moment takes the one after."""
    if node.here() is not None:
        visit.letter = _AT_NODE[visit.letter]
    visit.post, visit.day, visit.state, visit.arrived_at = post, day_of(post, at), Turn.WAITING, at
    today = Visit.objects.filter(post=post, day=visit.day, letter=visit.letter).order_by("-ticket")
    while True:
        visit.ticket = (today.values_list("ticket", flat=True).first() or 0) + 1
        with transaction.atomic():
            if statements.insert(visit, once=True):
                return visit
        if visit.booking_id and (known := Visit.objects.filter(booking=visit.booking_id).first()):
            return known
