from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from legation.ground.errors import Invalid
from legation.ground.people.api import Actor
from legation.registers.reading import Opened
from legation.registers.selectors import entry_at
from legation.registers.services.annotate import annotate

MOST_WORDS = 2000


@transaction.atomic
def write_note(
    by: Actor, place: str, code: str, *, year: int, number: int, kind: str, text: str, at: datetime
) -> Opened:
    """A registrar's note in the margin of an entry of their post, in words; gives the entry as it was before.

    Raises:
        NotFound: there is no such entry for them.
        Invalid: nothing is said, or too much (`fields`), or there is no such kind of note.
        Conflict: the person was forgotten, or the entry is cancelled.
    """
    found = entry_at(by, place, code, year, number, at=at)
    if not text or len(text) > MOST_WORDS:
        raise Invalid("words", fields={"text": _("Write what the note says, with the decision it rests on.")})
    annotate(found.entry, kind=kind, content={"text": text}, by=by.name, at=at)
    return found
