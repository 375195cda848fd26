from datetime import datetime

from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Invalid
from legation.ground.people.api import Actor
from legation.production.permit import check_keeper, is_note
from legation.production.rules import RECEIVED, SPOILED
from legation.production.services.move_blanks import MOST, move_blanks

MOST_NOTE = 120
COUNT = _("Enter how many there are.")
NOTE = _("Enter the delivery, the numbers of the blanks, or why.")


def write_move(*, place: str, verb: str, count: int, note: str, by: Actor, at: datetime) -> int:
    """Write down what the head of a place counted: blanks came from their maker, or were spoiled; gives what is left.

    Args:
        note: the delivery, their numbers, or why; nothing personal.

    Raises:
        NotFound: `by` is not head of the place.
        Invalid: another verb, no count, no note.
        Conflict: there are not so many, or this is an edge node.
    """
    check_keeper(by, place)
    note = note.strip()
    if verb not in (RECEIVED, SPOILED):
        raise Invalid(f"{verb[:20]} is not said by hand", reader=_("Choose what is to be done."))
    check_counted(count, note)
    return move_blanks(place=place, verb=verb, count=count, by=by.name, at=at, note=note)


def check_counted(count: int, note: str) -> None:
    """Raises `Invalid` where there is no count of blanks, or no note to it."""
    wrong = {} if 0 < count <= MOST else {"count": COUNT}
    wrong |= {} if is_note(note, MOST_NOTE) else {"note": NOTE}
    if wrong:
        raise Invalid(f"{count} blanks, {note[:20]!r}", reader=next(iter(wrong.values())), fields=wrong)
