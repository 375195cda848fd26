from datetime import datetime

from django.db import transaction

from legation.ground.errors import Conflict
from legation.procedures.selectors import Link, draft_of
from legation.procedures.services.act import act
from legation.procedures.services.handing_in import APPLICANT
from legation.roll import api as roll

LEAVE, ASKED = "leave", "asked"


@transaction.atomic
def leave_roll(*, token: Link, at: datetime) -> None:
    """Whoever stands on the electoral roll leaves it, and gives no reason.

    Raises:
        Conflict: they do not stand on it (any more), or its procedure knows no way to leave.
    """
    case, opened = draft_of(token)
    if LEAVE not in opened.transitions:
        raise Conflict(f"{case.reference}: nobody leaves by {opened.definition.procedure}")
    act(reference=case.reference, verb=LEAVE, by=APPLICANT, at=at)
    if not roll.take_off(reference=case.reference, reason=ASKED, by=APPLICANT.name, at=at):
        raise Conflict(f"{case.reference} does not stand on the roll")
