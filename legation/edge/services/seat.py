from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from legation.appointments.models import Booking
from legation.appointments.rules import State
from legation.appointments.services.give_up import fall
from legation.appointments.services.offer_freed import offer_freed
from legation.appointments.services.pass_on import Place, pass_on
from legation.appointments.telling import CANCELLED, MOVED, tell_of
from legation.edge.bookings import in_the_way, put_booking, seat_again, takes_time_of
from legation.edge.rows import Loader, Row

CENTRE, POST = "centre", "post"
_SAID: dict[str, str] = {State.BOOKED: MOVED, State.CANCELLED: CANCELLED}
_WHY = _("It was given by the post and by the ministry at once, while the line between them was down.")


def seat(row: Row, keep: str, *, at: datetime) -> None:
    """Give a time to one of two people, or one time of two to one person; whoever loses theirs is told.

    The letter has the entry of their calendar under the same UID, one SEQUENCE higher than either side knows. A time
    that becomes free is offered to who waits first, if the centre gives the times of the post again.
    """
    loader = Loader()
    there = Booking.objects.select_related("post").filter(number=row["number"]).first()
    above = max(row["sequence"], there.sequence if there else 0) + 1
    if keep == POST:
        for other in in_the_way(row, loader):
            fall(other, instead=takes_time_of(row, other, loader), at=at, why=_why(other.language))
        # told anew only where the centre had told its person something else
        made = put_booking(row | ({"sequence": above} if there else {}), loader, at=at, decided=True)
        if there is not None and made.state == State.BOOKED:
            tell_of(made, what=MOVED, at=at)
        offer_freed(made.post, at=at)
    elif there is not None:
        Booking.objects.filter(pk=there.pk).update(sequence=above)
        there.sequence = above
        if there.state in _SAID:
            tell_of(there, what=_SAID[there.state], at=at)
    else:
        made = put_booking(row | {"state": State.CANCELLED, "sequence": above}, loader, at=at)
        tell_of(made, what=CANCELLED, at=at, why=_why(made.language))
        _leave(made, at)


def _leave(made: Booking, at: datetime) -> None:
    """The time that the post gave is offered to who waits first, unless it is somebody's."""
    try:
        with transaction.atomic():
            seat_again([made], given_up=True)
    except IntegrityError:
        return
    pass_on(Place.of(made), at=at)


def _why(language: str) -> dict[str, str]:
    with override(language):
        return {language: str(_WHY)}
