from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from legation.payments.models import Event, Payment, Share
from legation.payments.rules import Attempt, Kind, State, Verdict, edge
from legation.payments.selectors import locked_payment, payment_by_reference
from legation.payments.services.close_payment import close_payment


@transaction.atomic
def drop_shares(*, reference: str, shares: Sequence[str], at: datetime) -> None:
    """Ask no more for some shares of a payment; see `payments.api.drop_shares`."""
    found = payment_by_reference(reference)
    if found is None:
        return
    payment = locked_payment(found.pk)
    step = edge(State(payment.state), Attempt.NONE, Kind.LOWERED)
    rows = Share.objects.filter(payment=payment, name__in=shares, dropped_at=None)
    dropped = sum(row.amount for row in rows)
    if step is None or not dropped:
        return
    if dropped == payment.amount:
        close_payment(reference=reference, at=at)
        return
    rows.update(dropped_at=at)
    Payment.objects.filter(pk=payment.pk).update(amount=payment.amount - dropped)
    Event.objects.create(
        payment=payment, provider=payment.provider, kind=step.event, verdict=Verdict.APPLIED, amount=dropped,
        currency=payment.currency, at=at,
    )  # fmt: skip
