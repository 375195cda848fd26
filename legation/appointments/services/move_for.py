"""Moving somebody's appointment for them: by the head of the post."""

from datetime import datetime

from django.db import transaction

from legation.appointments.models import Booking
from legation.appointments.services.move import move
from legation.ground.errors import NotFound
from legation.ground.people.api import Actor
from legation.ground.posts.heads import changing, check_head


def booking_at(post: str, number: str, by: Actor) -> Booking:
    """An appointment at a post, for its head.

    Raises:
        NotFound: `by` is not its head, or there is none.
    """
    check_head(by, post)
    booking = Booking.objects.select_related("post", "counter").filter(number=number, post__code=post).first()
    if booking is None:
        raise NotFound(f"appointment {number} at {post}")
    return booking


@transaction.atomic
def move_for(*, post: str, number: str, starts_at: datetime, by: Actor, at: datetime) -> Booking:
    """Give an appointment another time; its person is told, in the same entry of their calendar.

    Raises:
        NotFound: as `booking_at`.
        Taken, Conflict: as `move`.
    """
    booking = booking_at(post, number, by)
    with changing("moved_for", post=post, by=by, at=at) as change:
        change.before = {"appointment": number, "at": booking.starts_at.isoformat()}
        moved = move(booking, starts_at=starts_at, at=at)
        change.after = {"appointment": number, "at": moved.starts_at.isoformat()}
    return moved
