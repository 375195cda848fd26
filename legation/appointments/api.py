"""The door of appointments: it knows a reference, a service's code and a post; never a case."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from legation.appointments.around import Notice, Service, connect, seen_to_by, services
from legation.appointments.asking import Asked, ask
from legation.appointments.choosing import choices, moment_in, told
from legation.appointments.elsewhere import GivenAtThePost, gives_itself
from legation.appointments.elsewhere import connect as connect_elsewhere
from legation.appointments.free import free_days
from legation.appointments.models import Booking, Counter, Entry, Release, Visit, Wish
from legation.appointments.people import Visitor, opened
from legation.appointments.rules import State
from legation.appointments.selectors import Appointment, displaced_at, of_references
from legation.appointments.services.book import book, cancel_for
from legation.appointments.services.confirm import confirm
from legation.appointments.services.give_up import cancel, expire, forget_ended
from legation.appointments.services.hold import hold
from legation.appointments.services.make import Wanted
from legation.appointments.services.move_for import booking_at, move_for
from legation.appointments.services.offer_freed import offer_freed
from legation.appointments.services.receive import appointments_of, receive
from legation.appointments.services.release import Days, announce
from legation.appointments.services.set_counter import Window, set_counter
from legation.appointments.services.take import HasOne, Taken
from legation.appointments.tokens import token_of
from legation.appointments.wiring import sweep_soon
from legation.ground.posts.api import Post

__all__ = [
    "Appointment", "Asked", "Booking", "GivenAtThePost", "HasOne", "Notice", "Post", "Service", "State", "Taken",
    "Visitor", "Wanted", "Window", "announce_draw", "appointments_of", "ask", "book", "booking_at", "cancel",
    "cancel_for", "choices", "confirm", "connect", "connect_elsewhere", "counters_of", "displaced_at", "expire",
    "first_visit_on", "forget", "forget_ended", "free_days", "gives_itself", "hold", "moment_in", "move_for",
    "name_of", "of_references", "offer_freed", "receive", "seen_to_by", "services", "set_counter", "sweep_soon",
    "token_of", "told", "waits_of",
]  # fmt: skip


def announce_draw(
    *, post: Post, code: str, first: date, last: date, opens_at: datetime, closes_at: datetime, at: datetime
) -> Release:  # fmt: skip
    """Announce a draw of a service's times from one day to another; errors as of `services.release.announce`."""
    return announce(post=post, code=code, days=Days(first, last, opens_at, closes_at), at=at)


def forget(*references: str) -> None:
    """Take names and addresses from everything that was booked or wished for these references."""
    Booking.objects.filter(reference__in=references).update(sealed=None)
    Wish.objects.filter(reference__in=references).delete()
    Entry.objects.filter(reference__in=references).update(sealed=None)


def counters_of(post: Post) -> list[Counter]:
    """The windows and rooms of a post, closed ones too."""
    return list(Counter.objects.filter(post=post))


def name_of(booking: Booking) -> str:
    """Whose it is; '' of somebody who is forgotten."""
    return opened(booking.sealed).name


def waits_of(day: date) -> Iterator[tuple[str, str, float]]:
    """(post's code, service, seconds from the ticket to the call) of everybody who was called on a day."""
    posts = Post.objects.values("pk")
    rows = Visit.objects.filter(post__in=posts, day=day, called_at__isnull=False)
    for post, service, came, called in rows.values_list("post__code", "service", "arrived_at", "called_at").iterator():
        yield post, service, (called - came).total_seconds()


def first_visit_on() -> date:
    """The day of the first visit that is kept; today, if there is none."""
    first = Visit.objects.order_by("pk").values_list("day", flat=True).first()
    return first or datetime.now(UTC).date()
