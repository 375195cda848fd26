"""Withdrawing what waits for its money: one person of an application, or everybody."""

from datetime import datetime

from django.db import transaction

from legation.payments import api as payments
from legation.procedures.bundles import open_bundle
from legation.procedures.selectors import Link, cases_behind
from legation.procedures.services.act import act
from legation.procedures.services.handing_in import APPLICANT


@transaction.atomic
def withdraw(*, token: Link, at: datetime) -> None:
    """Take back whoever a resume link opens and waits for the fee; who does not is left alone.

    Raises:
        NotFound: no such link.
        Conflict: somebody else was quicker.
    """
    for case in cases_behind(token):
        transition = open_bundle(case.bundle_id).transitions.get("withdraw")
        payment = payments.find(reference=case.application.reference)
        waits = payment is None or payment.settled_at is None
        if waits and transition and case.status in transition.from_:
            act(reference=case.reference, verb="withdraw", by=APPLICANT, at=at)
