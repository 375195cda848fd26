"""What a payment does: the cases that waited for it are carried on, or what was paid for them is paid back."""

from datetime import datetime

from django.db import transaction

from legation.ground import statements
from legation.ground.outbox import api as outbox
from legation.ground.people.api import SYSTEM
from legation.payments import api as payments
from legation.procedures.bundles import open_bundle
from legation.procedures.models import Case, CaseAction
from legation.procedures.services.act import Changes, act_on

_OF_APPLICATIONS = statements.Select(
    Case, "procedures_application.reference IN %l", join="application", order="procedures_case.id",
    lock="FOR NO KEY UPDATE",
)  # fmt: skip


def settle(*, application: str, at: datetime) -> None:
    """Carry every case of a paid application on; a case that was already carried on is left alone.

    A case that was closed before its money came cannot be carried on: what was paid for it is paid back.
    """
    settle_all([application], at=at)


@transaction.atomic
def settle_all(applications: list[str], *, at: datetime) -> None:
    """Carry every case of paid applications on; see `settle`."""
    changes = Changes()
    for case in _OF_APPLICATIONS.all(applications):
        opened = open_bundle(case.bundle_id)
        if case.status in opened.transitions["settle"].from_:
            act_on(case, changes, verb="settle", by=SYSTEM, at=at)
        elif opened.definition.state_named(case.status).phase == "closed":
            _pay_back(case, at=at)
    changes.write()


def _pay_back(case: Case, *, at: datetime) -> None:
    """Ask for the money of a case that was never carried on, by what its handing in says it costs."""
    actions = {action.verb: action for action in CaseAction.objects.filter(case=case, verb__in=["submit", "settle"])}
    application = case.application.reference
    payment = payments.find(reference=application)
    if "settle" in actions or "submit" not in actions or payment is None or payment.settled_at is None:
        return
    amount = actions["submit"].body["amount"]
    if not amount or ((shares := payments.shares_of(payment)) and case.reference not in shares):
        return
    if any(dispute.state != "won" for dispute in payment.disputes) and payment.amount - payment.taken < amount:
        return  # its payer's bank has it, and if we win it back this is called again
    refund = payments.request_refund(
        reference=application, amount=amount, reason=case.status,
        key=f"closed:{case.reference}", by=SYSTEM, at=at, share=case.reference,
    )  # fmt: skip
    body = {"refund": refund.refund, "reference": application, "amount": refund.amount, "currency": refund.currency}
    outbox.enqueue("procedures.refund", key=refund.refund, body=body, at=at)
