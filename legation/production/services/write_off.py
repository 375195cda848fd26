from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Conflict, Invalid
from legation.ground.people.api import Actor
from legation.production.models import Stock
from legation.production.permit import check_keeper, is_note
from legation.production.rules import LOST
from legation.production.selectors import Sent, under_way
from legation.production.services.move_blanks import move_blanks
from legation.production.services.write_move import MOST_NOTE

_WHY = _("Say in a few words what is known of it.")
_DONE = _("Somebody has said already what became of them.")


@transaction.atomic
def write_off(*, place: str, of: str, why: str, by: Actor, at: datetime) -> Sent:
    """Say that none of the blanks that are under way arrives: the place that sent them says so, or that waits for them.

    Args:
        of: which were sent, as `selectors.Sent.of` has it.
        why: what is known of it; nothing personal.

    Raises:
        NotFound: `by` is not head of the place.
        Invalid: no reason.
        Conflict: nothing such is under way from this place or to it (any more), or this is an edge node.
    """
    check_keeper(by, place)
    sent, why = locked(place, of), why.strip()
    if not is_note(why, MOST_NOTE):
        raise Invalid(f"{of[:30]} is lost and no word", reader=_WHY, fields={"note": _WHY})
    more = {"of": of, "sent": sent.count, "from": sent.place, "to": sent.to, "lost": sent.count}
    move_blanks(place=place, verb=LOST, count=sent.count, by=by.name, at=at, note=why, more=more)
    return sent


def locked(place: str, of: str) -> Sent:
    """What is under way from a place or to it, until it is written what became of it: both places may say so at once.

    Raises:
        Conflict: nothing such is under way (any more).
    """
    Stock.objects.get_or_create(place=place)
    ends = {place, of.rpartition(":")[0]}
    list(Stock.objects.select_for_update().filter(place__in=ends).order_by("pk"))
    sent = next((each for each in under_way(place) if each.of == of), None)
    if sent is None:
        raise Conflict(f"{of[:30]} is not under way from {place} or to it", reader=_DONE)
    return sent
