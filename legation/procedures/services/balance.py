"""Money that follows a decision: a fee paid back at a withdrawal, the difference after a correction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from legation.ground.people.api import SYSTEM
from legation.ground.posts.api import post_code
from legation.payments import api as payments
from legation.procedures.answers import price_now
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import Before, Transition
from legation.procedures.models import Case, CaseAction

Answers = Mapping[str, Any]
WITHDRAWAL, DIFFERENCE = "withdrawal", "correction"
"""Why money goes back, as refunds and the ledger name it."""


def gives_back(case: Case, transition: Transition) -> bool:
    """Whether the fee of a case is paid back when it takes this transition."""
    if isinstance(transition.refund, Before):
        return not CaseAction.objects.filter(case=case, status=transition.refund.before).exists()
    return transition.refund == "full"


def pay_back_fee(case: Case, transition: Transition, *, at: datetime) -> None:
    """Pay the fee of a case back, as far as it was paid and is still there, where its transition says so.

    A fee that was asked for and not paid yet is nothing to pay back; if it comes later, it finds the case closed.
    """
    submitted = CaseAction.objects.filter(case=case, verb="submit").first()
    if submitted and gives_back(case, transition):
        _pay_back(case, int(submitted.body["amount"]), reason=WITHDRAWAL, at=at)


def _pay_back(case: Case, amount: int, *, reason: str, at: datetime) -> None:
    reference = case.application.reference
    payment = payments.find(reference=reference)
    if payment is None or payment.settled_at is None:
        return
    if wanted := min(amount, payment.amount - payment.taken):
        payments.request_refund(
            reference=reference, amount=wanted, reason=reason, key=f"{reason}:{case.reference}:{case.count}",
            by=SYSTEM, at=at, share=case.reference,
        )  # fmt: skip


def difference(case: Case, opened: Opened, *, before: Answers, after: Answers) -> tuple[int, str]:
    """What a case costs more (less, if below zero) with other answers, at the prices of when it was handed in."""
    moment = case.application.submitted_at or case.opened_at
    was, now = price_now(opened, before, at=moment), price_now(opened, after, at=moment)
    return now.amount - was.amount, now.currency


def rebalance(case: Case, opened: Opened, more: tuple[int, str], *, at: datetime) -> None:
    """Pay back what the correction just made saves, or ask for what it costs more under a reference of its own."""
    amount, currency = more
    if amount < 0:
        _pay_back(case, -amount, reason=DIFFERENCE, at=at)
    elif amount:
        payments.request_payment(
            reference=difference_reference(case, case.count), amount=amount, currency=currency,
            purpose=opened.definition.fee.purpose, at=at, place=post_code(case.post_id),
            labels={"procedure": opened.definition.procedure},
        )  # fmt: skip


def drop_difference(case: Case, action: int, *, at: datetime) -> None:
    """Ask no more for what a correction would have cost, which was dropped. Money that comes all the same goes back."""
    payments.close_payment(reference=difference_reference(case, action), at=at)


def difference_reference(case: Case, action: int) -> str:
    """What the difference is asked under that a correction made: the case, and the number of the action."""
    return f"{case.reference}/{action}"
