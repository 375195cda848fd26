from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from legation.ground.audit.api import record_accesses
from legation.ground.people.api import Actor
from legation.roll.models import Objection
from legation.roll.reading import check_office, content_of, number_of, text_of
from legation.roll.rules import OBJECTION


@dataclass(frozen=True)
class Objected:
    """An objection that waits: its key, the number and name of the entry, and what its person says."""

    key: int
    number: str
    name: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime


@transaction.atomic
def objections(*, place: str, vote: str, by: Actor, at: datetime) -> list[Objected]:
    """The objections that wait for an answer, oldest first; each look is recorded.

    Raises:
        NotAllowed: `by` is not of the electoral office.
    """
    check_office(by)
    rows = Objection.objects.filter(roll__place=place, roll__vote=vote, answered_at=None).exclude(entry__data_key=None)
    found = list(rows.select_related("entry__book").order_by("pk"))
    body = {"role": by.role, "purpose": "objection"}
    record_accesses(actor=by.name, verb="looked_at", at=at, to=[(row.entry.reference, body) for row in found])
    return [
        Objected(int(row.pk), number_of(row.entry), str(content_of(row.entry).get("name", "")),
                 text_of(row.entry, bytes(row.sealed), OBJECTION), row.at)
        for row in found
    ]  # fmt: skip
