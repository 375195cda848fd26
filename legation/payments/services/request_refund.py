from datetime import datetime

from django.db import transaction

from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.outbox import api as outbox
from legation.ground.people.api import Actor
from legation.payments.models import Payment, Refund, Transfer
from legation.payments.rules import ASSIGNMENT, SETTLEMENT, State
from legation.payments.selectors import RefundView, locked_payment, payment_by_reference, refund_view
from legation.payments.services.open_refund import Source, digest_of, open_refund, replayed, take
from legation.payments.services.permit import check_may


def enqueue(refund: Refund, at: datetime) -> None:
    """Have the worker speak to the provider about it."""
    outbox.enqueue("payments.refund", key=str(refund.pk), body={"refund": str(refund.pk)}, at=at)


def check_words(*, amount: int | None, reason: str, key: str) -> None:
    """Refuse what no caller may ask.

    Raises:
        Invalid: one of the arguments cannot be.
    """
    if amount is not None and (type(amount) is not int or amount <= 0):
        raise Invalid(f"amount {amount!r} is not a number of minor units above zero")
    if not 0 < len(reason) <= 40 or not 0 < len(key) <= 80:
        raise Invalid(f"reason {reason[:50]!r} or key {key[:90]!r} is empty or too long")


def _source(payment: Payment, share: str) -> Source:
    """Who brought the money: the capture that settled it, or the one it was moved from."""
    paid = Transfer.objects.filter(payment=payment, kind__in=[SETTLEMENT.kind, ASSIGNMENT.kind])
    event = paid.select_related("event")[0].event
    return Source(payment, event.provider, event.session, share)


@transaction.atomic
def request_refund(
    *, reference: str, reason: str, key: str, by: Actor, at: datetime, amount: int | None = None, share: str = ""
) -> RefundView:  # fmt: skip
    """Pay back a settled payment, or part of it; see `payments.api.request_refund`."""
    check_words(amount=amount, reason=reason, key=key)
    found = payment_by_reference(reference)
    if found is None:
        raise NotFound(f"no payment under {reference}")
    payment = locked_payment(found.pk)
    check_may(by, payment.place)
    digest = digest_of("payment", payment.pk, amount or "rest", reason)
    if known := replayed(key, digest):
        return refund_view(known)
    if payment.state != State.SETTLED:
        raise Conflict(f"payment {payment.pk} is {payment.state}: there is nothing to pay back")
    wanted = amount or payment.amount - payment.taken
    if not wanted or not take(payment, wanted):
        raise Conflict(f"payment {payment.pk} has {payment.amount - payment.taken} left, not {wanted}")
    refund = open_refund(
        source=_source(payment, share), amount=wanted, reason=reason, by=by.name, key=key, digest=digest, at=at
    )
    enqueue(refund, at)
    return refund_view(refund)
