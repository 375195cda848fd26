"""A time that somebody gives up: offered to the first who waits, within the same transaction, or free for all.

The cells change hands; they are never free in between, so that nobody who asks in this moment is quicker than a list.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from legation.appointments.elsewhere import away, contested
from legation.appointments.models import Booking, Cell, Counter, Freed, Wish
from legation.appointments.openings import is_kept
from legation.appointments.rules import Lane, cells
from legation.appointments.services.make import granted
from legation.appointments.telling import OFFERED, tell_of
from legation.ground import node, statements
from legation.ground.posts.api import post_code

OFFER = timedelta(hours=4)
SOON = timedelta(hours=2)
"""What begins sooner is offered to nobody: they might not read of it in time."""
_MOST = 5


@dataclass(frozen=True)
class Place:
    """What a booking has or had: to be remembered before it is changed."""

    booking: int | None
    post: int
    counter: int
    place: int
    starts_at: datetime
    minutes: int

    @classmethod
    def of(cls, row: Booking) -> "Place":
        """The place of a booking."""
        return cls(row.pk, row.post_id, row.counter_id, row.place, row.starts_at, row.minutes)


def pass_on(left: Place, *, at: datetime) -> Booking | None:
    """Give what a booking leaves to the first who waits and can come then; gives the offer, if one was made.

    The booking's row is held, and it is open no more or about to be moved.
    """
    offer = offered(left, at=at) if left.starts_at > at + SOON else None
    if offer is not None:
        moments = cells(left.starts_at, offer.minutes)
        Cell.objects.filter(booking=left.booking, moment__in=moments).update(booking=offer)
        tell_of(offer, what=OFFERED, at=at)
    Cell.objects.filter(booking=left.booking).delete()
    return offer


def remember(left: Place) -> None:
    """A time becomes free of which nobody can be told now: `offer_freed` offers it when the line is back."""
    if not node.here() and Wish.objects.filter(post=left.post, minutes__lte=left.minutes).exists():
        Freed.objects.create(post_id=left.post, counter_id=left.counter, place=left.place, starts_at=left.starts_at,
                             minutes=left.minutes)  # fmt: skip


def offered(left: Place, *, at: datetime) -> Booking | None:
    """An offer of a place to the first who waits and can come then, still without its cells; None if nobody does."""
    rows = Wish.objects.filter(post=left.post, minutes__lte=left.minutes).order_by("-urgency", "made_at")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    counter, waiting = Counter.objects.get(pk=left.counter), list(rows[: _MOST * 4])
    if waiting and (node.here() or away([post_code(left.post)], at=at)):
        remember(left)  # nobody could be told of it in time: who waits goes on waiting until the line is back
        return None
    given = contested(left.post) if waiting else {}
    if not given.get(Lane(left.counter, left.place), set()).isdisjoint(cells(left.starts_at, left.minutes)):
        return None  # the post gave it to somebody too, and nobody has decided yet
    for wish in [each for each in waiting if counter.serves(each.service)][:_MOST]:
        offer = granted(wish, at=at)
        offer.counter, offer.place, offer.starts_at = counter, left.place, left.starts_at
        offer.until = min(at + OFFER, left.starts_at - SOON / 2)
        if not is_kept(offer):
            continue  # the post has closed then, or closes before they are done
        wish.delete()
        if statements.insert(offer, once=True):  # who has a booking by now waits no more
            return offer
    return None
