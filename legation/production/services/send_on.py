from datetime import datetime

from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Invalid
from legation.ground.people.api import Actor
from legation.ground.posts.api import all_posts
from legation.production.permit import check_keeper
from legation.production.rules import SENT_ON
from legation.production.services.move_blanks import move_blanks
from legation.production.services.write_move import check_counted


def send_on(*, place: str, to: str, count: int, note: str, by: Actor, at: datetime) -> int:
    """Send blanks to another place: they are under way until its head says how many arrived; gives what is left here.

    Args:
        note: the bag, or the numbers of the blanks; nothing personal.

    Raises:
        NotFound: `by` is not head of the place.
        Invalid: no other place, no count, no note.
        Conflict: there are not so many, or this is an edge node.
    """
    check_keeper(by, place)
    note = note.strip()
    if to == place or to not in {each.code for each in all_posts()}:
        said = _("Choose where they go.")
        raise Invalid(f"{to[:12]} is no other place", reader=said, fields={"to": said})
    check_counted(count, note)
    return move_blanks(place=place, verb=SENT_ON, count=count, by=by.name, at=at, note=note, more={"to": to})
