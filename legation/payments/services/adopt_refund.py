from datetime import datetime

from legation.payments.models import Payment, Refund
from legation.payments.providers.base import RefundNotice
from legation.payments.rules import Attempt as AttemptState
from legation.payments.rules import RefundKind, State
from legation.payments.selectors import locked_attempt, locked_payment
from legation.payments.services.open_refund import Source, digest_of, open_refund, take

BY = "provider"


def adopt_refund(*, provider: str, notice: RefundNotice, at: datetime) -> Refund | None:
    """Take a refund that was made at the provider without us into our books, once; None if it cannot be ours.

    It can be if it pays back the session that settled one of our payments, and as much is still left of it. The
    payment's row is held, so that a refund asked for here at the same moment sees what is left, or this one does.
    """
    if notice.refund or not notice.attempt:
        return None
    held = locked_attempt(attempt=notice.attempt, provider=provider)
    if held is None or held.attempt_state != AttemptState.CAPTURED:
        return None
    payment = locked_payment(held.payment)
    key = f"adopted:{provider}:{notice.name}"[:80]
    known = Refund.objects.select_for_update(of=("self",)).filter(key=key).first()
    if known is not None or notice.kind == RefundKind.FAILED:
        return known
    paid_by_it = Payment.objects.filter(
        pk=payment.pk, transfers__kind="settlement", transfers__event__attempt=held.attempt
    )
    if payment.state != State.SETTLED or payment.currency != notice.money.currency or not paid_by_it.exists():
        return None
    if not take(payment, notice.money.amount):
        return None
    source, digest = Source(payment, provider, held.session), digest_of(key, notice.money)
    refund = open_refund(
        source=source, amount=notice.money.amount, reason="made_at_provider", by=BY, key=key, digest=digest, at=at
    )
    Refund.objects.filter(pk=refund.pk).update(sent=True, name=notice.name)
    return refund
