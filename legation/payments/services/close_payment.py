from datetime import datetime

from django.db import transaction

from legation.payments.models import Event, Payment
from legation.payments.rules import Attempt, Kind, State, Verdict, edge
from legation.payments.selectors import locked_payment, payment_by_reference


@transaction.atomic
def close_payment(*, reference: str, at: datetime) -> None:
    """Ask for this payment no more; see `payments.api.close_payment`."""
    found = payment_by_reference(reference)
    if found is None:
        return
    payment = locked_payment(found.pk)
    step = edge(State(payment.state), Attempt.NONE, Kind.LAPSED)
    if step is None:
        return
    Payment.objects.filter(pk=payment.pk).update(state=step.target)
    Event.objects.create(
        payment=payment, provider=payment.provider, kind=step.event, verdict=Verdict.APPLIED, amount=payment.amount,
        currency=payment.currency, at=at,
    )  # fmt: skip
