"""One payment of several persons: each is income of their own, and whoever goes before it is paid is not asked for."""

import pytest
from django.db import Error, transaction

from legation.ground.errors import Conflict, Invalid, Unavailable
from legation.ground.people.api import SYSTEM
from legation.payments import api
from legation.payments.models import Attempt, Payment, Share, Transfer, Unmatched
from legation.payments.providers.base import Notice, Session
from legation.payments.rules import Kind, Money
from legation.payments.services.apply_notice import apply_notice
from legation.payments.shares import Part, ShareOf, spread
from tests.payments.support import AT, BACK, FAMILY, ask, begin, held, settle

pytestmark = pytest.mark.django_db
DAY = {"since": AT.date(), "until": AT.date()}


def drop(*names):
    api.drop_shares(reference="UTO-1", shares=names, at=AT)
    return api.find(reference="UTO-1")


def income():
    """What each nationality brought; empty: of none in particular."""
    return {row.labels.get("nationality", ""): row.amount for row in api.labelled_income(**DAY)}


def give_back(amount, share="", key="k"):
    api.request_refund(reference="UTO-1", reason="withdrawn", key=key, by=SYSTEM, at=AT, amount=amount, share=share)


def test_each_person_is_income_of_their_own(bank):
    settle(bank, shares=FAMILY)
    assert income() == {"EGY": 3000, "FRA": 2000}
    assert held() == {"clearing": 5000, "income": -5000}
    assert api.ledger_check().ok


def test_what_is_paid_back_for_a_person_is_no_longer_income_of_theirs(bank):
    settle(bank, shares=FAMILY)
    give_back(2000, share="B")
    assert income() == {"EGY": 3000, "FRA": 0}
    assert api.ledger_check().ok


def test_what_is_paid_back_for_nobody_in_particular_is_taken_from_one_after_the_other(bank):
    settle(bank, shares=FAMILY)
    give_back(3500)
    assert income() == {"EGY": 0, "FRA": 1500}
    give_back(None, key="rest")
    assert income() == {"EGY": 0, "FRA": 0}
    assert api.ledger_check().ok


@pytest.mark.parametrize("amount", [1, 3000, 5000])
def test_an_amount_is_spread_whole_and_takes_from_nobody_more_than_there_is(amount):
    left = [Part(1, 3000), Part(2, 2000)]
    for first in (None, *left):
        parts = spread(amount, left, first=first)
        assert sum(part.amount for part in parts) == amount
        assert all(0 < part.amount <= {one.share: one.amount for one in left}[part.share] for part in parts)
        assert first is None or parts[0].share == first.share


def test_unmatched_money_that_pays_for_a_family_is_income_of_each(bank):
    ask(shares=FAMILY)
    apply_notice(provider="memory", notice=Notice("e", Kind.CAPTURED, "nobody", "s", Money(6000, "EUR")), at=AT)
    api.move_unmatched(unmatched=Unmatched.objects.get().pk, reference="UTO-1", key="m", by=SYSTEM, at=AT)
    assert income() == {"EGY": 3000, "FRA": 2000}
    assert api.ledger_check().ok


def test_who_goes_before_anybody_pays_is_not_asked_for(bank):
    ask(shares=FAMILY)
    assert drop("B").amount == 3000
    assert api.shares_of(api.find(reference="UTO-1")) == {"A": 3000}
    bank.end(begin(str(Payment.objects.get().pk)))
    api.refresh(payment=str(Payment.objects.get().pk), at=AT)
    assert income() == {"EGY": 3000}
    assert api.ledger_check().ok


def test_the_last_who_goes_closes_the_payment(bank):
    ask(shares=FAMILY)
    drop("A")
    assert drop("B").state == "expired"
    with pytest.raises(Conflict):
        begin(str(Payment.objects.get().pk))


def test_dropping_twice_lowers_once(bank):
    ask(shares=FAMILY)
    assert drop("B").amount == drop("B").amount == drop("nobody").amount == 3000


def test_the_sum_stays_while_a_page_is_open_on_which_somebody_may_be_paying(bank):
    payment = ask(shares=FAMILY).payment
    begin(payment)
    assert drop("B").amount == 5000


def test_a_refused_card_leaves_no_page_open(bank):
    payment = ask(shares=FAMILY).payment
    bank.end(begin(payment), Kind.REFUSED, "declined")
    api.refresh(payment=payment, at=AT)
    assert drop("B").amount == 3000


def test_an_open_page_is_closed_first_by_who_comes_back_to_pay_less(bank):
    payment = ask(shares=FAMILY).payment
    old = begin(payment)
    api.close_page(payment=payment, at=AT)
    assert bank.sessions[old].ended == Kind.EXPIRED
    assert drop("B").amount == 3000
    assert bank.sessions[begin(payment)].money.amount == 3000


def test_who_was_quicker_has_paid_for_all(bank):
    payment = ask(shares=FAMILY).payment
    bank.end(begin(payment))
    api.close_page(payment=payment, at=AT)
    assert (drop("B").amount, drop("B").state) == (5000, "settled")
    assert income() == {"EGY": 3000, "FRA": 2000}


def test_a_bank_that_is_busy_with_the_money_keeps_its_page(bank, monkeypatch):
    payment = ask(shares=FAMILY).payment
    attempt = begin(payment)
    busy = Session(bank.sessions[attempt].name, "https://bank.example/p", Money(5000, "EUR"))
    monkeypatch.setattr(bank, "close_session", lambda **asked: busy)
    api.close_page(payment=payment, at=AT)
    assert drop("B").amount == 5000


def test_a_page_whose_name_never_reached_us_may_be_about_to_open_and_stays(bank):
    payment = ask(shares=FAMILY).payment
    bank.silent = True
    with pytest.raises(Unavailable):
        begin(payment)
    bank.silent = False
    api.close_page(payment=payment, at=AT)
    assert Attempt.objects.get().state == "open"
    assert drop("B").amount == 5000


def test_old_money_that_comes_for_a_lowered_payment_is_kept_and_can_pay_it(bank):
    payment = ask(shares=FAMILY).payment
    old = begin(payment)
    bank.end(old, Kind.EXPIRED)
    api.refresh(payment=payment, at=AT)
    drop("B")
    notice = Notice("late", Kind.CAPTURED, old, bank.sessions[old].name, Money(5000, "EUR"))
    apply_notice(provider="memory", notice=notice, at=AT)
    money = Unmatched.objects.get()
    assert (money.amount, money.why) == (5000, "other_amount")
    api.move_unmatched(unmatched=money.pk, reference="UTO-1", key="m", by=SYSTEM, at=AT)
    assert (income(), Unmatched.objects.get().taken) == ({"EGY": 3000}, 3000)
    assert api.ledger_check().ok


@pytest.mark.parametrize(
    "shares", [(ShareOf("A", 3000),), (ShareOf("A", 5000), ShareOf("A", 0)), (ShareOf("A", 2500), ShareOf("A", 2500))]
)
def test_shares_that_do_not_make_up_the_sum_are_refused(shares):
    with pytest.raises(Invalid):
        ask(shares=shares)


def refused(change):
    try:
        with transaction.atomic():
            change()
    except Error:
        return True
    return False


def test_the_database_lets_a_payment_sink_to_its_shares_only_and_not_once_it_is_under_way(bank):
    payment = ask(shares=FAMILY).payment
    rows = Payment.objects.all()
    assert refused(lambda: rows.update(amount=3000))
    assert refused(lambda: Share.objects.update(amount=1))
    begin(payment)
    Share.objects.filter(name="B").update(dropped_at=AT)
    assert refused(lambda: rows.update(amount=3000))
    assert api.ledger_check().misshared == 1


def test_a_share_is_settled_once(bank):
    settle(bank, shares=FAMILY)
    row = Transfer.objects.first()
    row.pk = None
    assert refused(row.save)


def test_starting_after_somebody_went_asks_for_less_on_the_page(bank):
    payment = ask(shares=FAMILY).payment
    drop("A")
    api.start(payment=payment, provider="memory", return_url=BACK, language="en", at=AT)
    assert [order.money.amount for order in bank.orders] == [2000]
