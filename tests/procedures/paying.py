"""A case's fee at a bank in memory, for tests of what follows from money."""

from datetime import datetime

from legation.payments import api as payments
from legation.payments.models import Attempt
from legation.payments.services.ask_provider import ask_provider
from legation.procedures.models import Case
from tests.payments.support import MemoryBank


def begin(case: Case, now: datetime) -> Attempt:
    """Lead the traveller to an open page of the bank; gives the attempt."""
    payment = payments.find(reference=case.application.reference)
    assert payment is not None
    payments.start(payment=payment.payment, provider="memory", return_url="https://x/", language="en", at=now)
    return Attempt.objects.get(payment=payment.payment, state="open")


def pay(bank: MemoryBank, attempt: Attempt, now: datetime) -> None:
    """The card goes through, and we ask."""
    bank.end(str(attempt.pk))
    ask_provider(attempt=attempt, at=now)
