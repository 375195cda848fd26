"""Withdrawing what is not decided: one person of an application, or everybody."""

from datetime import datetime

from django.db import transaction

from legation.ground.people.api import Actor
from legation.payments import api as payments
from legation.procedures.bundles import open_bundle
from legation.procedures.models import Case
from legation.procedures.selectors import Link, cases_behind, draft_of
from legation.procedures.services.act import act, locked_with
from legation.procedures.services.handing_in import APPLICANT


@transaction.atomic
def withdraw(*, token: Link, at: datetime) -> None:
    """Take back whoever a resume link opens and may be withdrawn; who may not is left alone.

    Raises:
        NotFound: no such link.
        Conflict: somebody else was quicker.
    """
    found, _opened = draft_of(token)
    # all of them before the payment, which each may lower: with one order nobody waits in a circle
    locked_with(found)
    for case in cases_behind(token, found):
        withdraw_one(case, by=APPLICANT, at=at)


def may_withdraw(case: Case) -> bool:
    """Whether a case may be withdrawn now; not who has paid and was not carried on: the next moment decides."""
    opened = open_bundle(case.bundle_id)
    transition = opened.transitions.get("withdraw")
    if transition is None or case.status not in transition.from_:
        return False
    payment = payments.find(reference=case.application.reference)
    return not (case.status in opened.transitions["settle"].from_ and payment and payment.settled_at)


def withdraw_one(case: Case, *, by: Actor, at: datetime) -> bool:
    """Take back one case, if it may be withdrawn; gives whether it was.

    Raises:
        Conflict: somebody else was quicker.
    """
    if not may_withdraw(case):
        return False
    act(reference=case.reference, verb="withdraw", by=by, at=at)
    return True
