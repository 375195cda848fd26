"""Withdrawing what is not decided: one person of an application, or everybody."""

from datetime import datetime

from django.db import transaction

from legation.payments import api as payments
from legation.procedures.bundles import open_bundle
from legation.procedures.selectors import Link, cases_behind, draft_of
from legation.procedures.services.act import act, locked_with
from legation.procedures.services.handing_in import APPLICANT


@transaction.atomic
def withdraw(*, token: Link, at: datetime) -> None:
    """Take back whoever a resume link opens and may be withdrawn; who may not is left alone.

    Who has paid and was not carried on yet is left alone, too: the next moment decides what is paid back.

    Raises:
        NotFound: no such link.
        Conflict: somebody else was quicker.
    """
    found, _opened = draft_of(token)
    # all of them before the payment, which each may lower: with one order nobody waits in a circle
    locked_with(found)
    for case in cases_behind(token, found):
        transition = open_bundle(case.bundle_id).transitions.get("withdraw")
        payment = payments.find(reference=case.application.reference)
        settles = case.status in open_bundle(case.bundle_id).transitions["settle"].from_
        is_moving = settles and payment is not None and payment.settled_at is not None
        if transition and case.status in transition.from_ and not is_moving:
            act(reference=case.reference, verb="withdraw", by=APPLICANT, at=at)
