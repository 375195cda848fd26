from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.people.api import Actor
from legation.ground.secrets import seal, unwrap
from legation.roll.models import Entry, Objection, Roll
from legation.roll.reading import check_office
from legation.roll.rules import ANSWER, MOST_TEXT, OBJECTION
from legation.roll.services.inspect import inspect


@transaction.atomic
def object_to(*, reference: str, vote: str, text: str, at: datetime) -> int:
    """Say what is wrong with one's own entry while the roll lies open; gives the key of the objection.

    Raises:
        NotFound: as of `inspect`. Invalid: nothing is said, or too much.
    """
    inspect(reference=reference, vote=vote, at=at)
    entry = Entry.objects.select_related("book").get(reference=reference)
    roll = Roll.objects.select_for_update().get(place=entry.book.place, vote=vote)
    row = Objection.objects.create(roll=roll, entry=entry, sealed=_sealed(entry, text, OBJECTION), at=at)
    return int(row.pk)


@transaction.atomic
def answer_objection(*, objection: int, text: str, by: Actor, at: datetime) -> None:
    """What the electoral office says to it; that it was read is recorded, and its person sees that.

    Raises:
        NotAllowed: `by` is not of the electoral office.
        NotFound: no such objection. Conflict: it is answered. Invalid: nothing is said, or too much.
    """
    check_office(by)
    row = Objection.objects.select_for_update().filter(pk=objection).first()
    if row is None:
        raise NotFound(f"no objection {objection}")
    if row.answered_at is not None:
        raise Conflict(f"objection {objection} is answered", reader=_("It is answered already."))
    row.answer, row.answered_at, row.answered_by = _sealed(row.entry, text, ANSWER), at, by.name
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    body = {"role": by.role, "purpose": "objection"}
    record_access(actor=by.name, verb="looked_at", at=at, subject=row.entry.reference, body=body)


def _sealed(entry: Entry, text: str, context: str) -> bytes:
    if not text.strip() or len(text) > MOST_TEXT or entry.data_key is None:
        raise Invalid("an objection and its answer say something, in at most 4000 characters")
    return seal(unwrap(bytes(entry.data_key)), text.strip().encode(), context=context)
