"""A difference that was paid: the correction that waited for it holds, and what was issued is issued anew."""

from datetime import datetime

from django.db import transaction

from legation.ground.errors import NotFound
from legation.ground.outbox import api as outbox
from legation.ground.people.api import SYSTEM
from legation.payments import api as payments
from legation.procedures.bundles import open_bundle
from legation.procedures.definitions.schema import SETTLE_DIFFERENCE
from legation.procedures.models import Case
from legation.procedures.selectors import actions_of
from legation.procedures.services.act import Changes, act_on, locked
from legation.procedures.services.balance import DIFFERENCE


def is_difference(reference: str) -> bool:
    """Whether a payment is asked for under the reference of a correction, not of an application."""
    return "/" in reference


@transaction.atomic
def settle_difference(*, reference: str, at: datetime) -> None:
    """Carry on the case whose difference was paid under this reference; if nothing waits for it any more, it goes back.

    Done again, it does nothing more.
    """
    name, _slash, number = reference.partition("/")
    try:
        (case,) = locked(name)
    except NotFound:
        return
    opened = open_bundle(case.bundle_id)
    if SETTLE_DIFFERENCE not in opened.transitions:
        return  # published when a correction did not wait
    followed = [action.verb for action in actions_of(case) if action.number == int(number) + 1]
    if not followed and case.status in opened.definition.owing():
        changes = Changes()
        act_on(case, changes, verb=SETTLE_DIFFERENCE, by=SYSTEM, at=at)
        changes.write()
    elif followed != [SETTLE_DIFFERENCE]:
        _pay_back(case, reference, at=at)


def _pay_back(case: Case, reference: str, at: datetime) -> None:
    refund = payments.request_refund(reference=reference, reason=DIFFERENCE, key=f"late:{reference}", by=SYSTEM, at=at)
    body = {"refund": refund.refund, "reference": case.application.reference, "amount": refund.amount,
            "currency": refund.currency}  # fmt: skip
    outbox.enqueue("procedures.refund", key=refund.refund, body=body, at=at)
