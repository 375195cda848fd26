"""Every provider: a session is opened, paid, refused, challenged, left, closed, and paid too late."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from legation.ground.errors import Unavailable
from legation.payments import api
from legation.payments.models import Attempt, Event
from legation.payments.providers.base import Order, Step
from legation.payments.rules import Kind, Money
from tests.payments.contract.houses import now
from tests.payments.contract.steps import CHALLENGED, POOR, ask, paid, session, start, state
from tests.payments.support import BACK

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def order(attempt="attempt-1", amount=5000, currency="EUR"):
    return Order(attempt, "UTO-1", Money(amount, currency), BACK, "en", now() + timedelta(hours=2))


def test_a_payer_pays_and_the_message_settles(house):
    page = start(house, ask())
    assert f"{urlsplit(page).scheme}://{urlsplit(page).netloc}" in house.provider.origins()
    assert house.pay(page) == (303, BACK)
    house.hear("captured")
    assert state() == "settled"
    assert api.ledger_check().ok


def test_a_payer_who_is_back_before_the_message_is_settled_by_asking(house):
    paid(house)
    house.hear("captured")
    assert api.income()[0].amount == 5000
    assert Event.objects.filter(verdict="repeated").count() == 1


def test_the_same_order_opens_one_session_and_another_order_is_none(house):
    asked = order()
    first = house.provider.create_session(asked)
    assert house.provider.create_session(asked) == first
    with pytest.raises(Unavailable):
        house.provider.create_session(Order("attempt-1", "UTO-1", Money(1, "EUR"), BACK, "en", asked.expires_at))


def test_an_order_repeated_after_it_was_paid_gives_the_session_as_it_stands(house):
    asked = order()
    house.pay(house.provider.create_session(asked).page)
    again = house.provider.create_session(asked)
    if again.ended is None:  # an answer of before; the next question says more
        again = house.provider.query(attempt=asked.attempt, session=again.name)
    assert (again.ended, again.money) == (Kind.CAPTURED, Money(5000, "EUR"))


def test_a_session_whose_name_never_reached_us_is_found_or_opened_again(house):
    asked = order()
    first = house.provider.create_session(asked)
    found = house.provider.query(attempt=asked.attempt, session="") or house.provider.create_session(asked)
    assert found.name == first.name


def test_the_pay_button_leads_to_the_same_page_until_it_is_paid(house):
    payment = ask()
    page = start(house, payment)
    assert start(house, payment) == page
    house.pay(page)
    assert start(house, payment) == BACK
    assert state() == "settled"


def test_a_start_repeated_under_its_key_leads_to_the_same_page(house):
    payment = ask()
    assert start(house, payment, key="k") == start(house, payment, key="k")


def test_nothing_is_known_of_a_session_of_nobody(house):
    assert house.provider.query(attempt="nobody", session="cs_nobody") is None
    assert house.provider.close_session(attempt="nobody", session="cs_nobody") is None


def test_a_payer_whose_card_is_refused_pays_with_another(house):
    payment = ask()
    page = start(house, payment)
    house.pay(page, number=POOR)
    seen = house.provider.query(attempt="", session=session())
    assert seen.code == "insufficient_funds"
    assert seen.ended == (Kind.REFUSED if house.refused_card_ends else None)
    api.refresh(payment=payment, at=now())
    house.pay(start(house, payment))
    house.hear("captured")
    assert state() == "settled"
    assert Attempt.objects.count() == (2 if house.refused_card_ends else 1)


def test_a_challenge_is_passed(house):
    payment = ask()
    page = start(house, payment)
    status, where = house.pay(page, number=CHALLENGED)
    assert (status, where.partition("?")[0]) == (303, urlsplit(page).path + "/challenge")
    seen = house.provider.query(attempt="", session=session())
    assert (seen.ended, seen.step) == (None, Step.CHALLENGE)
    assert house.pay(house.address + where, answer="yes") == (303, BACK)
    assert api.refresh(payment=payment, at=now()).state == "settled"


def test_a_challenge_that_is_refused_takes_no_money(house):
    payment = ask()
    _, where = house.pay(start(house, payment), number=CHALLENGED)
    house.pay(house.address + where, answer="no")
    seen = house.provider.query(attempt="", session=session())
    assert (seen.code, seen.ended) == ("authentication_failed", Kind.REFUSED if house.refused_card_ends else None)
    assert api.refresh(payment=payment, at=now()).state in ("refused", "pending")


def test_a_challenge_that_is_left_runs_out_with_its_page(house):
    payment = ask()
    house.pay(start(house, payment), number=CHALLENGED)
    house.overdue(session())
    assert api.refresh(payment=payment, at=now()).state == "requested"
    house.hear("expired")
    assert state() == "requested"
    assert start(house, payment)


def test_a_page_whose_time_is_over_takes_nothing(house):
    payment = ask()
    page = start(house, payment)
    house.overdue(session())
    house.hear("expired")
    house.pay(page)
    assert api.refresh(payment=payment, at=now()).state == "requested"


def test_a_session_is_closed_once_and_for_all(house):
    payment = ask()
    page = start(house, payment)
    for _ in range(2):
        closed = house.provider.close_session(attempt=str(Attempt.objects.get().pk), session=session())
        assert closed.ended == Kind.EXPIRED
    house.pay(page)
    assert api.refresh(payment=payment, at=now()).state == "requested"


def test_closing_what_was_paid_meanwhile_says_that_it_was(house):
    house.pay(start(house, ask()))
    closed = house.provider.close_session(attempt=str(Attempt.objects.get().pk), session=session())
    assert closed.ended == Kind.CAPTURED


def test_money_that_comes_after_we_gave_up_settles_all_the_same(house):
    payment = ask()
    page = start(house, payment)
    house.pay(page)
    Attempt.objects.update(state="expired")
    api.find(reference="UTO-1")
    house.hear("captured")
    assert state() == "settled"


@pytest.mark.parametrize(("amount", "currency"), [(1, "JPY"), (125_000, "ISK"), (12_340, "KWD"), (500, "MGA")])
def test_money_comes_back_as_it_was_asked_for(house, amount, currency):
    payment = paid(house, amount=amount, currency=currency)
    house.hear("captured")
    assert payment
    assert Event.objects.filter(verdict="mismatch").count() == 0


def test_a_bank_that_is_down_is_paid_at_later(house):
    payment = ask()
    house.faults("provider_down")
    with pytest.raises(Unavailable):
        start(house, payment)
    house.faults()
    house.pay(start(house, payment))
    assert api.refresh(payment=payment, at=now()).state == "settled"
    assert Attempt.objects.count() == 1


def test_silence_after_the_capture_is_broken_by_asking(house):
    payment = ask()
    assert house.pay(start(house, payment), number="4000009990000112") == (504, None)
    assert api.refresh(payment=payment, at=now()).state == "settled"
