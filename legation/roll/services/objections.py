from datetime import datetime

from django.db import transaction

from legation.ground.audit.api import record_accesses
from legation.ground.people.api import Actor
from legation.roll.models import Objection
from legation.roll.reading import check_office, text_of
from legation.roll.rules import OBJECTION


@transaction.atomic
def objections(*, place: str, vote: str, by: Actor, at: datetime) -> list[tuple[int, str]]:
    """(key, text) of the objections that wait for an answer, oldest first; each look is recorded.

    Raises:
        NotAllowed: `by` is not of the electoral office.
    """
    check_office(by)
    rows = Objection.objects.filter(roll__place=place, roll__vote=vote, answered_at=None).exclude(entry__data_key=None)
    found = list(rows.select_related("entry").order_by("pk"))
    body = {"role": by.role, "purpose": "objection"}
    record_accesses(actor=by.name, verb="looked_at", at=at, to=[(row.entry.reference, body) for row in found])
    return [(int(row.pk), text_of(row.entry, bytes(row.sealed), OBJECTION)) for row in found]
