"""What a test of the contract does, whoever the provider is."""

import time
from contextlib import suppress

from legation.ground.errors import Unavailable
from legation.ground.people.api import SYSTEM
from legation.payments import api
from legation.payments.models import Attempt, Refund
from legation.payments.services.send_refund import ask_about_refund, take_refund_answer
from tests.payments.contract.houses import now
from tests.payments.support import BACK

ACCEPTED, POOR, CHALLENGED = "4242424242424242", "4000000000009995", "4000002500003155"


def ask(reference="UTO-1", amount=5000, currency="EUR"):
    return api.request_payment(
        reference=reference, amount=amount, currency=currency, purpose="evisa", at=now()
    ).payment  # fmt: skip


def start(house, payment, *, at=None, **other):
    return api.start(
        payment=payment, provider=house.name, return_url=BACK, language="en", at=at or now(), **other
    )  # fmt: skip


def state(reference="UTO-1"):
    return api.find(reference=reference).state


def session():
    return Attempt.objects.order_by("pk").last().session


def paid(house, number=ACCEPTED, **asked):
    payment = ask(**asked)
    house.pay(start(house, payment), number=number)
    assert api.refresh(payment=payment, at=now()).state == "settled"
    return payment


def give_back(amount=None, key="k", reference="UTO-1"):
    return api.request_refund(
        reference=reference, reason="withdrawn", key=key, by=SYSTEM, at=now(), amount=amount
    ).refund  # fmt: skip


def look(refund):
    """Speak to the provider about a refund, as the worker does."""
    said = ask_about_refund(refund=refund)
    if said:
        take_refund_answer(refund=refund, said=said, at=now())


def wait_for_refund(refund, wanted):
    """Look again and again, until it has come that far."""
    for _ in range(500):
        with suppress(Unavailable):
            look(refund)
        if Refund.objects.get(pk=refund).state == wanted:
            return
        time.sleep(0.02)
    raise AssertionError(f"{refund} is {Refund.objects.get(pk=refund).state}")
