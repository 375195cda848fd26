from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from legation.ground.people.api import SYSTEM, Actor
from legation.procedures.bundles import open_bundle
from legation.procedures.models import Case
from legation.procedures.services.act import Changes, Said, act_on, locked


def may_carry_on(*, reference: str, verb: str) -> bool:
    """Whether a case waits for another room to say this of it."""
    case = Case.objects.everywhere("what it waits for").filter(reference=reference).first()
    transition = case and open_bundle(case.bundle_id).transitions.get(verb)
    return bool(case and transition and case.status in transition.from_)


def reasons_to(*, reference: str, verb: str, language: str) -> list[tuple[str, str]]:
    """(code, words) of the reasons that may be given for a verb; none where its case knows no such verb now."""
    case = Case.objects.everywhere("what may be said of it").filter(reference=reference).first()
    opened = open_bundle(case.bundle_id) if case else None
    transition = opened.transitions.get(verb) if opened else None
    if case is None or opened is None or transition is None or case.status not in transition.from_:
        return []
    codes = opened.definition.reasons_for(transition)
    return [(code, opened.text(f"reason.{code}", language)) for code in codes]


@transaction.atomic
def carry_on(
    *, reference: str, verb: str, at: datetime, by: Actor = SYSTEM, reasons: Sequence[str] = ()
) -> bool:  # fmt: skip
    """Do what another room says has happened to a case; gives whether it did: a case that has gone on is left alone.

    Args:
        by: who decided it there, where that is an officer; `reasons` are theirs, by code.

    Raises:
        NotFound: no such case. NotAllowed, Invalid: as of `act`.
    """
    (case,) = locked(reference)
    transition = open_bundle(case.bundle_id).transitions.get(verb)
    if transition is None or case.status not in transition.from_:
        return False
    changes = Changes()
    act_on(case, changes, verb=verb, by=by, at=at, said=Said(reasons=reasons))
    changes.write()
    return True
