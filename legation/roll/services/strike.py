from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, NotFound
from legation.ground.people.api import Actor
from legation.roll.models import Entry
from legation.roll.reading import check_office
from legation.roll.services.take_off import take_off


@transaction.atomic
def strike(*, reference: str, reason: str, by: Actor, at: datetime) -> None:
    """Strike an entry, as by a decision of the electoral office; the entry itself stays.

    Raises:
        NotAllowed: `by` is not of the electoral office.
        NotFound: there is no entry. Conflict: it is struck already.
    """
    check_office(by)
    if not Entry.objects.filter(reference=reference).exists():
        raise NotFound(f"no entry of {reference}")
    if not take_off(reference=reference, reason=reason, by=by.name, at=at):
        raise Conflict(f"{reference} is struck already", reader=_("This entry has been struck."))
    record_access(actor=by.name, verb="looked_at", at=at, subject=reference, body={"role": by.role, "purpose": "roll"})
