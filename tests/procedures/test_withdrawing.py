"""A traveller may withdraw whatever the payment provider does; what was paid all the same goes back by itself."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from legation.ground.outbox import api as outbox
from legation.payments import api as payments
from legation.payments.models import Attempt, Payment, Refund
from legation.procedures.selectors import draft_of
from tests.payments.contract.houses import TestBankHouse, now
from tests.payments.testbank.support import Receiver
from tests.procedures.support import filled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


@pytest.fixture
def bank(tmp_path, settings, monkeypatch) -> Iterator[TestBankHouse]:
    """The real test bank over HTTP."""
    receiver = Receiver()
    house = TestBankHouse(tmp_path, receiver, settings)
    yield house
    house.close()
    receiver.stop()


@pytest.fixture
def traveller(bank) -> tuple[str, Client]:
    """Somebody whose fee is due, and their browser."""
    from legation.procedures.services.submit import submit

    token, _person = filled(timezone.now())
    submit(token=token, declared={"truth": "yes"}, at=timezone.now())
    return token, Client()


def to_the_bank(token: str, client: Client) -> str:
    answer = client.post(f"/en/application/{token}/fee/")
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def withdraw(token: str, client: Client) -> str:
    answer = client.post(f"/en/application/{token}/withdraw/", follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_was_never_at_the_bank_withdraws_while_it_is_down(bank, traveller):
    token, client = traveller
    bank.faults("provider_down")
    assert "You withdrew this application" in withdraw(token, client)
    assert draft_of(token)[0].status == "withdrawn"
    assert Payment.objects.get().state == "expired"


def test_who_has_the_banks_page_open_withdraws_while_it_is_down_and_reads_what_comes_of_their_money(bank, traveller):
    token, client = traveller
    to_the_bank(token, client)
    bank.faults("provider_down")
    page = withdraw(token, client)
    assert draft_of(token)[0].status == "withdrawn"
    assert "If you have paid all the same" in page and "by itself" in page


def test_money_that_had_come_before_the_withdrawal_and_was_not_told_of_goes_back(bank, traveller):
    token, client = traveller
    bank.pay(to_the_bank(token, client))
    bank.wait("captured")  # the message stays on the way
    bank.faults("provider_down")
    withdraw(token, client)
    bank.faults()
    bank.hear("captured")
    outbox.drain(clock=timezone.now)
    paid_back(token, client)


def test_money_that_comes_after_the_withdrawal_goes_back_even_if_no_message_ever_comes(bank, traveller):
    token, client = traveller
    page = to_the_bank(token, client)
    bank.faults("provider_down")
    withdraw(token, client)
    bank.faults()
    bank.pay(page)
    payments.chase(at=timezone.now() + timedelta(minutes=11))
    outbox.drain(clock=lambda: now() + timedelta(minutes=12))
    paid_back(token, client)


def test_a_refund_waits_for_a_bank_that_is_down_and_is_made_once(bank, traveller):
    token, client = traveller
    bank.pay(to_the_bank(token, client))
    withdraw(token, client)
    bank.hear("captured")
    bank.faults("provider_down")
    outbox.drain(clock=timezone.now)
    assert Refund.objects.get().state == "requested"
    bank.faults()
    outbox.drain(clock=lambda: now() + timedelta(minutes=10))
    paid_back(token, client)


def test_a_page_that_stayed_open_is_closed_at_the_bank(bank, traveller):
    token, client = traveller
    to_the_bank(token, client)
    withdraw(token, client)
    payments.chase(at=timezone.now() + timedelta(minutes=11))
    attempt = Attempt.objects.get()
    assert attempt.state == "expired"
    assert bank.provider.query(attempt=str(attempt.pk), session=attempt.session).ended == "expired"


def test_a_button_that_is_pressed_twice_withdraws_once(bank, traveller):
    token, client = traveller
    for _ in range(2):
        withdraw(token, client)
    assert draft_of(token)[0].count == 2


def test_nobody_waits_for_a_bank_that_keeps_silent(bank, traveller, settings):
    import socket

    token, client = traveller
    to_the_bank(token, client)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.LEGATION_TESTBANK = f"http://127.0.0.1:{silent.getsockname()[1]}"
        begun = time.monotonic()
        withdraw(token, client)
    assert time.monotonic() - begun < 3


def paid_back(token, client):
    refund = Refund.objects.get()
    assert (refund.state, refund.amount) == ("refunded", Payment.objects.get().amount)
    assert payments.ledger_check().ok
    assert "was paid back" in client.get(f"/en/application/{token}/").content.decode()
