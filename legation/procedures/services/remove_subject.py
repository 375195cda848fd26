"""Taking a person out of an application that is still a draft."""

from django.db import transaction

from legation.ground.errors import Conflict
from legation.procedures.models import Application
from legation.procedures.selectors import Link, draft_of
from legation.procedures.services.act import locked_with
from legation.procedures.services.erase import delete_draft


@transaction.atomic
def remove_subject(*, token: Link) -> None:
    """Erase the draft of the person whom a resume link names; the others stay as they are.

    Raises:
        NotFound: no such draft.
        Conflict: it was handed in already, or nobody would be left.
    """
    found, _opened = draft_of(token)
    cases = locked_with(found)
    if any(case.count for case in cases) or len(cases) == 1:
        raise Conflict("handed in already, or the last person")
    delete_draft(next(case for case in cases if case.pk == found.pk))
    Application.objects.filter(pk=found.application_id).update(size=len(cases) - 1)
