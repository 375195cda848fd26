"""Every provider: paying back whole, in parts, slowly, too poorly, in vain; and the day's list of it all."""

from datetime import timedelta

import pytest

from legation.ground.errors import Unavailable
from legation.payments import api
from legation.payments.models import Attempt, Event, Refund, Unmatched
from legation.payments.providers.base import Line, RefundOrder
from legation.payments.rules import Money, RefundKind
from tests.payments.contract.houses import now
from tests.payments.contract.steps import ask, give_back, look, paid, session, start, wait_for_refund

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def refund(name, amount):
    return RefundOrder(name, session(), Money(amount, "EUR"))


def test_what_was_paid_is_paid_back_and_both_sides_agree(house):
    paid(house)
    wait_for_refund(give_back(2000), "refunded")
    house.hear("refund")
    assert not Event.objects.filter(verdict__in=["unknown", "mismatch", "unexpected"])
    assert api.ledger_check().ok


def test_several_parts_are_paid_back_and_never_more_than_came(house):
    paid(house)
    first = house.provider.create_refund(refund("r-1", 4000))
    again = house.provider.create_refund(refund("r-1", 4000))
    assert (first.kind, again.name) == (RefundKind.REFUNDED, first.name)
    assert house.provider.create_refund(refund("r-2", 1001)).kind == RefundKind.FAILED
    assert house.provider.create_refund(refund("r-3", 1000)).kind == RefundKind.REFUNDED
    assert house.provider.find_refund(refund("r-2", 1001)) is None
    assert house.provider.find_refund(refund("r-3", 1000)).money == Money(1000, "EUR")


def test_nothing_is_paid_back_of_what_was_not_paid(house):
    start(house, ask())
    assert house.provider.create_refund(refund("r-1", 100)).kind == RefundKind.FAILED
    assert house.provider.find_refund(refund("r-1", 100)) is None


def test_a_refund_whose_answer_is_lost_is_found(house):
    paid(house)
    house.faults("timeout_after_refund")
    one = give_back()
    with pytest.raises(Unavailable):
        look(one)
    wait_for_refund(one, "refunded")
    assert house.provider.find_refund(refund(one, 5000)).name == Refund.objects.get().name


def test_a_bank_that_is_too_poor_is_waited_for(house):
    paid(house)
    house.faults("balance_too_low")
    one = give_back()
    for _ in range(3):
        with pytest.raises(Unavailable):
            look(one)
    assert Refund.objects.get().code == "balance_too_low"
    house.faults()
    wait_for_refund(one, "refunded")


def test_a_refund_that_takes_a_while_is_pending_first(house):
    paid(house, "4000000000007726")
    one = give_back()
    look(one)
    assert Refund.objects.get().state == "pending"
    wait_for_refund(one, "refunded")


def test_a_refund_that_comes_back_is_money_without_a_payment(house):
    paid(house, "4000000000005126")
    wait_for_refund(give_back(), "refunded")
    house.hear("refund_failed")
    assert Unmatched.objects.get().why == "refund_failed"
    assert api.ledger_check().ok


def differences(house):
    report = api.reconcile(provider=house.name, day=now().date(), at=now() + timedelta(days=1))
    return [one.kind for one in report.differences]


def test_the_day_agrees_and_everything_paid_in_is_paid_out(house):
    paid(house)
    paid(house, reference="UTO-2", amount=700)
    wait_for_refund(give_back(2000), "refunded")
    house.end_of_day()
    assert differences(house) == []
    assert differences(house) == []
    left = {row.account: row.amount for row in api.balances() if row.amount}
    assert not any(account.startswith(("clearing", "refunds", "unmatched")) for account in left), left
    out = left["bank:EUR"] + sum(amount for account, amount in left.items() if account.startswith("fees"))
    assert out == 3700


@pytest.mark.parametrize(
    ("planted", "found"),
    [("file_missing", "missing_there"), ("file_extra", "missing_here"), ("file_amount", "other_amount"),
     ("file_double", "double")],
)  # fmt: skip
def test_what_is_planted_in_the_days_list_is_found(house, planted, found):
    paid(house)
    paid(house, reference="UTO-2", amount=700)
    house.faults(planted)
    assert differences(house) == [found]


def test_the_days_list_names_what_is_ours(house):
    paid(house)
    one = give_back(2000)
    wait_for_refund(one, "refunded")
    rows = {row.line: row for row in house.provider.settlement(now().date())}
    attempt = Attempt.objects.get()
    assert (rows[Line.PAYMENT].reference, rows[Line.PAYMENT].name) == (str(attempt.pk), attempt.session)
    assert (rows[Line.REFUND].reference, rows[Line.REFUND].name) == (one, Refund.objects.get().name)


def test_a_day_without_anything_is_empty(house):
    paid(house)
    assert list(house.provider.settlement(now().date() - timedelta(days=3))) == []
