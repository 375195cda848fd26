from datetime import datetime

from legation.payments.rules import State
from legation.payments.selectors import PaymentView, open_attempt, payment_by_name, view_of
from legation.payments.services.ask_provider import ask_provider


def refresh(*, payment: str, at: datetime) -> PaymentView:
    """Ask the provider how a payment stands; see `payments.api.refresh`."""
    row = payment_by_name(payment)
    if row.state != State.PENDING:
        return view_of(row)
    attempt = open_attempt(row)
    if attempt is not None:
        ask_provider(attempt=attempt, at=at)
    return view_of(payment_by_name(payment))
