"""Whoever has an appointment at a time at which the post has closed is told, and told again if it opens after all."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from legation.appointments.models import Booking
from legation.appointments.openings import day_of, is_kept
from legation.appointments.rules import State
from legation.appointments.services.confirm import remind_later
from legation.appointments.telling import CLOSED, STANDS, tell_of
from legation.ground.outbox import api as outbox
from legation.ground.posts.api import Post
from legation.ground.posts.told import reasons

DISPLACE = "appointments.displace"
AGAIN = timedelta(minutes=1)
"""After that every process knows of the change: what was booked in another meanwhile is looked at once more."""


def displace_all(post: Post, at: datetime) -> None:
    """The head of a post has changed something: look now, and once more when every process knows of it."""
    displace(post, at=at)
    outbox.enqueue(DISPLACE, key=f"{post.code}:{at.isoformat()}", body={"post": post.code}, at=at, due_at=at + AGAIN)


@transaction.atomic
def displace(post: Post, *, at: datetime) -> int:
    """Tell everybody whose appointment no longer is, or again is, at a time at which they can come; gives how many.

    The entry in their calendar stays the same one, not certain as long as the post is closed then.
    """
    rows = Booking.objects.filter(post=post, state=State.BOOKED, starts_at__gt=at)
    rows = rows.select_for_update(of=("self",)).select_related("post", "counter").order_by("pk")
    changed = [row for row in rows if is_kept(row) == row.displaced]
    for row in changed:
        row.displaced, row.sequence = not row.displaced, row.sequence + 1
    Booking.objects.bulk_update(changed, ["displaced", "sequence"], batch_size=500)
    stands = [row for row in changed if not row.displaced]
    tell_of(*stands, what=STANDS, at=at)
    for row in stands:
        remind_later(row, at=at)
    _tell_closed([row for row in changed if row.displaced], reasons(post.code, day_of(post, at)), at)
    return len(changed)


def _tell_closed(rows: list[Booking], why: Mapping[date, Mapping[str, str]], at: datetime) -> None:
    """Those of a day hear the reason of their day."""
    by_day: dict[date, list[Booking]] = {}
    for row in rows:
        by_day.setdefault(day_of(row.post, row.starts_at), []).append(row)
    for day, those in by_day.items():
        tell_of(*those, what=CLOSED, at=at, why=why.get(day))
