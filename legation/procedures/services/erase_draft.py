"""Erasing what was never handed in, by who writes it: one person of an application, or all of it."""

from datetime import datetime

from django.db import transaction

from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict
from legation.procedures.models import Application
from legation.procedures.selectors import Link, draft_of, names_one
from legation.procedures.services.act import locked_with
from legation.procedures.services.erase import delete_draft


@transaction.atomic
def erase_draft(*, token: Link, at: datetime) -> None:
    """Erase the drafts that a resume link opens, at once.

    Raises:
        NotFound: no such link.
        Conflict: it was handed in; an officer decides then.
    """
    found, _opened = draft_of(token)
    cases = locked_with(found)
    if any(case.count for case in cases):
        raise Conflict("handed in already")
    gone = [case for case in cases if case.pk == found.pk] if names_one(token) else cases
    Application.objects.filter(pk=found.application_id).update(size=max(len(cases) - len(gone), 1))
    for case in gone:
        delete_draft(case)
    record_access(actor=f"application:{found.application.reference}", verb="draft_erased", at=at)
