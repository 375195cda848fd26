"""Making a held or an offered time one's own."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.appointments.elsewhere import check
from legation.appointments.models import Booking, Wish
from legation.appointments.openings import is_kept
from legation.appointments.rules import State
from legation.appointments.telling import BOOKED, tell_of
from legation.ground.errors import Conflict
from legation.ground.outbox import api as outbox

REMIND = "appointments.remind"
BEFORE = timedelta(days=1)
_ENDED = _("The time was held for ten minutes only, and they are over. Choose another one; it takes a moment.")

_CLOSED = _("The post has closed at this time by now. Choose another one.")


def confirm(booking: Booking, *, at: datetime) -> Booking:
    """Book it for good, and have its person told. A hold that has ended holds as long as nobody else wants the time.

    Raises:
        Conflict: it has given way, or was cancelled.
        GivenAtThePost: the post gives its times itself for now.
    """
    with transaction.atomic():
        held = Booking.objects.select_for_update(of=("self",)).select_related("post", "counter").get(pk=booking.pk)
        if held.state == State.BOOKED:
            return held
        if held.state not in (State.HELD, State.OFFERED):
            raise Conflict(f"{held.number} is {held.state}", reader=_ENDED)
        check(held.post, at=at)
        if not is_kept(held):
            raise Conflict(f"{held.post.code} has closed at {held.starts_at}", reader=_CLOSED)
        Wish.objects.filter(person=held.person, service=held.service, post=held.post).delete()
        held.state, held.until = State.BOOKED, None
        held.save(update_fields=["state", "until"])
        tell_of(held, what=BOOKED, at=at)
        remind_later(held, at=at)
    return held


def remind_later(booking: Booking, *, at: datetime) -> None:
    """Have its person reminded a day before, unless that is past; by then it may have been moved."""
    due = booking.starts_at - BEFORE
    if due > at:
        key, body = f"{booking.number}:{booking.sequence}", {"number": booking.number, "sequence": booking.sequence}
        outbox.enqueue(REMIND, key=key, body=body, at=at, due_at=due)
