from datetime import datetime

from django.db import transaction

from legation.ground.people.api import SYSTEM
from legation.procedures.bundles import open_bundle
from legation.procedures.models import Case
from legation.procedures.services.act import Changes, act_on, locked


def may_carry_on(*, reference: str, verb: str) -> bool:
    """Whether a case waits for another room to say this of it."""
    case = Case.objects.everywhere("what it waits for").filter(reference=reference).first()
    transition = case and open_bundle(case.bundle_id).transitions.get(verb)
    return bool(case and transition and case.status in transition.from_)


@transaction.atomic
def carry_on(*, reference: str, verb: str, at: datetime) -> bool:
    """Do what another room says has happened to a case; gives whether it did: a case that has gone on is left alone.

    Raises:
        NotFound: no such case.
    """
    (case,) = locked(reference)
    transition = open_bundle(case.bundle_id).transitions.get(verb)
    if transition is None or case.status not in transition.from_:
        return False
    changes = Changes()
    act_on(case, changes, verb=verb, by=SYSTEM, at=at)
    changes.write()
    return True
