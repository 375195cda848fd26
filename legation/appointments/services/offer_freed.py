from datetime import datetime

from django.db import transaction

from legation.appointments.elsewhere import gives_itself
from legation.appointments.models import Cell, Freed
from legation.appointments.rules import cells
from legation.appointments.services.pass_on import SOON, Place, offered
from legation.appointments.telling import OFFERED, tell_of
from legation.ground import statements
from legation.ground.errors import Conflict
from legation.ground.posts.api import Post


@transaction.atomic
def offer_freed(post: Post, *, at: datetime) -> int:
    """Offer what became free while a post gave its times itself to who waits first; gives how many were offered.

    Nothing while the post still gives them. What somebody has by now, and what begins soon, is offered to nobody.
    """
    if gives_itself(post, at=at):
        return 0
    rows = list(Freed.objects.select_for_update().filter(post=post).order_by("starts_at", "pk"))
    count = sum(_offer(Place(None, row.post_id, row.counter_id, row.place, row.starts_at, row.minutes), at=at)
                for row in rows if row.starts_at > at + SOON)  # fmt: skip
    Freed.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return count


def _offer(place: Place, *, at: datetime) -> bool:
    taken = Cell.objects.filter(counter=place.counter, place=place.place)
    if taken.filter(moment__in=cells(place.starts_at, place.minutes)).exists():
        return False
    try:
        with transaction.atomic():
            offer = offered(place, at=at)
            if offer is None:
                return False
            its = [Cell(counter_id=place.counter, place=place.place, moment=moment, booking_id=offer.pk)
                   for moment in cells(offer.starts_at, offer.minutes)]  # fmt: skip
            if not statements.insert(*its, once=True):
                raise Conflict("somebody was quicker")
    except Conflict:
        return False
    tell_of(offer, what=OFFERED, at=at)
    return True
