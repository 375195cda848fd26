"""From the pay button to the provider's page, whatever the provider does."""

import pytest
from django.db import connection, transaction

from legation.ground.errors import NotFound, Unavailable
from legation.payments import api
from legation.payments.models import Attempt
from legation.payments.rules import Kind
from tests.payments.support import AT, BACK, ask, begin, open_attempt

pytestmark = pytest.mark.django_db


def start(payment, provider="memory"):
    return api.start(payment=payment, provider=provider, return_url=BACK, language="en", at=AT)


def test_the_payer_is_sent_to_the_providers_page(bank):
    assert start(ask().payment) == "https://bank.example/s1"
    assert api.find(reference="UTO-1").state == "pending"
    order = bank.orders[0]
    assert (order.money.amount, order.reference, order.return_url) == (5000, "UTO-1", BACK)


def test_the_intent_is_written_before_the_provider_is_called(bank, monkeypatch):
    payment = ask().payment
    seen = []
    create = bank.create_session
    monkeypatch.setattr(bank, "create_session", lambda order: seen.append(open_attempt(payment)) or create(order))
    start(payment)
    assert seen == [bank.orders[0].attempt]


def test_a_provider_that_does_not_answer_leaves_the_payment_startable(bank):
    payment = ask().payment
    bank.down = True
    with pytest.raises(Unavailable):
        start(payment)
    bank.down = False
    assert start(payment) == "https://bank.example/s1"
    assert Attempt.objects.count() == 1


def test_an_answer_lost_on_the_way_is_asked_for_not_ordered_again(bank, monkeypatch):
    payment = ask().payment
    create = bank.create_session

    def lose(order):
        create(order)
        raise Unavailable("lost")

    monkeypatch.setattr(bank, "create_session", lose)
    with pytest.raises(Unavailable):
        start(payment)
    assert start(payment) == "https://bank.example/s1"
    assert len(bank.orders) == 1


def test_starting_again_uses_the_open_page_again(bank):
    payment = ask().payment
    assert start(payment) == start(payment)
    assert Attempt.objects.count() == 1


def test_starting_again_after_paying_settles_and_leads_back(bank):
    payment = ask().payment
    bank.end(begin(payment))
    assert start(payment) == BACK
    assert api.find(reference="UTO-1").state == "settled"


def test_starting_again_after_a_refusal_opens_another_page(bank):
    payment = ask().payment
    bank.end(begin(payment), Kind.REFUSED, "stolen_card")
    assert start(payment) == "https://bank.example/s2"
    assert api.find(reference="UTO-1").last_refusal == "stolen_card"


def test_a_settled_payment_cannot_be_paid_again(bank):
    payment = ask().payment
    bank.end(begin(payment))
    api.refresh(payment=payment, at=AT)
    assert start(payment) == BACK
    assert len(bank.orders) == 1


def test_a_provider_that_forgot_the_session_gets_the_same_order_again(bank):
    payment = ask().payment
    start(payment)
    bank.sessions.clear()
    assert start(payment) == "https://bank.example/s2"
    assert bank.orders[0] == bank.orders[1]


def test_starting_inside_a_transaction_is_refused_since_the_intent_could_be_undone(bank):
    payment = ask().payment
    with pytest.raises(RuntimeError), transaction.atomic():
        start(payment)
    assert not bank.orders


@pytest.mark.parametrize("payment", ["nothing", "0" * 32])
def test_no_such_payment_is_not_found(bank, payment):
    with pytest.raises(NotFound):
        start(payment)


def test_no_such_provider_is_not_found():
    with pytest.raises(NotFound):
        start(ask().payment, provider="nobody")


def test_the_page_with_the_button_may_lead_to_every_provider(bank, settings):
    settings.LEGATION_TESTBANK = "http://127.0.0.1:8001/some/path"
    assert api.form_action_origins() == ["http://127.0.0.1:8001", "https://bank.example"]


def test_starting_takes_three_statements_or_four(bank, django_assert_num_queries):
    payment = ask().payment
    needed = 3 if connection.vendor == "postgresql" else 4  # see ground.together
    with django_assert_num_queries(needed + 2):  # and a savepoint each way, where outside a test there is a transaction
        start(payment)


def test_refreshing_before_paying_changes_nothing(bank):
    payment = ask().payment
    start(payment)
    assert api.refresh(payment=payment, at=AT).state == "pending"


def test_refreshing_after_paying_settles(bank):
    payment = ask().payment
    bank.end(begin(payment))
    view = api.refresh(payment=payment, at=AT)
    assert (view.state, view.settled_at, view.provider) == ("settled", AT, "memory")
    assert api.ledger_check().ok


def test_refreshing_a_settled_payment_asks_nobody(bank):
    payment = ask().payment
    bank.end(begin(payment))
    api.refresh(payment=payment, at=AT)
    bank.down = True
    assert api.refresh(payment=payment, at=AT).state == "settled"


def test_refreshing_says_when_the_provider_does_not_answer(bank):
    payment = ask().payment
    start(payment)
    bank.down = True
    with pytest.raises(Unavailable):
        api.refresh(payment=payment, at=AT)
