from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Conflict, Invalid
from legation.ground.people.api import Actor
from legation.production.permit import check_keeper, is_note
from legation.production.rules import LOST, RECEIVED
from legation.production.services.move_blanks import move_blanks
from legation.production.services.write_move import MOST_NOTE
from legation.production.services.write_off import locked

_COUNT = _("Enter how many arrived: one or more, and not more than were sent.")
_WHY = _("Fewer arrived than were sent: say in a few words why.")


@transaction.atomic
def confirm_arrival(*, place: str, of: str, arrived: int, note: str, by: Actor, at: datetime) -> int:
    """Say how many of the blanks that another place sent have arrived; gives how many there are here now.

    The others are written off as lost on the way.

    Args:
        of: which were sent, as `selectors.Sent.of` has it.
        note: why fewer arrived; nothing personal.

    Raises:
        NotFound: `by` is not head of the place.
        Invalid: a count that cannot be, or no word why fewer arrived.
        Conflict: nothing such is under way to this place (any more), or this is an edge node.
    """
    check_keeper(by, place)
    sent = locked(place, of)
    if sent.to != place:
        raise Conflict(f"{of[:30]} is not under way to {place}")
    note = note.strip()
    if not 0 < arrived <= sent.count:
        raise Invalid(f"{arrived} of {sent.count}", reader=_COUNT)
    if (arrived < sent.count or note) and not is_note(note, MOST_NOTE):
        raise Invalid(f"{arrived} of {sent.count} and no word", reader=_WHY)
    more = {"of": of, "sent": sent.count, "from": sent.place}
    there = move_blanks(place=place, verb=RECEIVED, count=arrived, by=by.name, at=at, note=note, more=more)
    if missing := sent.count - arrived:
        more |= {"to": place, "lost": missing}
        move_blanks(place=place, verb=LOST, count=missing, by=by.name, at=at, note=note, more=more)
    return there
