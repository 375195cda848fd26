from datetime import datetime

from django.db import transaction

from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, NotFound
from legation.ground.people.api import Actor
from legation.roll.models import Entry, Striking
from legation.roll.reading import check_office


@transaction.atomic
def strike(*, reference: str, reason: str, by: Actor, at: datetime) -> None:
    """Strike an entry, as by a decision of the electoral office; the entry itself stays.

    Raises:
        NotAllowed: `by` is not of the electoral office.
        NotFound: there is no entry. Conflict: it is struck already.
    """
    check_office(by)
    entry = Entry.objects.filter(reference=reference).first()
    if entry is None:
        raise NotFound(f"no entry of {reference}")
    if Striking.objects.filter(entry=entry).exists():
        raise Conflict(f"{reference} is struck already")
    Striking.objects.create(entry=entry, reason=reason[:40], at=at, actor=by.name)
    record_access(actor=by.name, verb="looked_at", at=at, subject=reference, body={"role": by.role, "purpose": "roll"})
