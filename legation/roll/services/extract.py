from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from legation.ground.audit.api import record_accesses
from legation.ground.errors import Conflict, Invalid
from legation.ground.people.api import Actor
from legation.roll.models import Line, Roll
from legation.roll.reading import check_office, content_of

Numbered = tuple[int, dict[str, Any]]


@transaction.atomic
def extract(*, place: str, vote: str, polling: str, purpose: str, by: Actor, at: datetime) -> list[Numbered]:
    """The numbered lines of a frozen roll for one polling place: (number, what the entry says), in order.

    Each line is recorded as a look at its person's data with the purpose that is given, and they see it. Of whoever was
    forgotten since, the number stays and says nothing.

    Raises:
        NotAllowed: `by` is not of the electoral office.
        Invalid: no purpose is given.
        Conflict: the roll is not frozen.
    """
    check_office(by)
    if not purpose.strip():
        raise Invalid(
            "no purpose", fields={"purpose": _("Say what the extract is for; whoever stands on it reads that.")}
        )
    roll = Roll.objects.filter(place=place, vote=vote).exclude(frozen_at=None).first()
    if roll is None:
        raise Conflict(f"no frozen roll of {place} for {vote}")
    rows = list(Line.objects.filter(roll=roll, polling=polling).select_related("entry").order_by("number"))
    body = {"role": by.role, "purpose": purpose.strip()[:200], "roll": f"{place}/{vote}"}
    record_accesses(actor=by.name, verb="looked_at", at=at, to=[(row.entry.reference, body) for row in rows])
    return [(row.number, content_of(row.entry)) for row in rows]
