"""Taking no money any more for a case that waits for it no longer."""

from datetime import datetime

from legation.ground.outbox import api as outbox
from legation.payments import api as payments
from legation.procedures.models import Case
from legation.procedures.selectors import amounts_of

CARRY_ON = "procedures.carry_on"
"""The effect that carries on whoever is left and pays nothing."""


def ask_less(case: Case, *, at: datetime) -> None:
    """Lower what is asked for by the fee of a case that was closed before it was paid, or ask for nothing any more.

    Must be called in the transaction that closes it. While somebody may be paying the sum stays: then the fee of this
    case goes back by itself when the money comes.
    """
    reference = case.application.reference
    others = Case.objects.everywhere("all cases of one application share its payment").exclude(pk=case.pk)
    waiting = list(others.filter(application=case.application_id, closed_at=None))
    if any(amounts_of(waiting).values()):
        payments.drop_shares(reference=reference, shares=[case.reference], at=at)
        return
    payments.close_payment(reference=reference, at=at)
    if waiting:
        outbox.enqueue(CARRY_ON, key=reference, body={"reference": reference}, at=at)
