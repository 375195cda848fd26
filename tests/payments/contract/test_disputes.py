"""Every provider: a payer's bank takes money back, somebody decides, and the day's list and our books agree on it."""

from datetime import timedelta

import pytest

from legation.payments import api
from legation.payments.models import Dispute, Event
from legation.payments.providers.base import Line, RefundOrder
from legation.payments.rules import Money, RefundKind
from legation.payments.testbank.disputes import NoSuch
from tests.payments.contract.houses import now
from tests.payments.contract.steps import ask, give_back, paid, session, start, wait_for_refund

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DISPUTED_CARD = "4000000000000259"


def balances():
    return {row.account.split(":")[0]: row.amount for row in api.balances() if row.amount}


def compared(house):
    """What a comparison of the day finds; what was kept back and paid out is in the books after it."""
    house.end_of_day()
    report = api.reconcile(provider=house.name, day=now().date(), at=now() + timedelta(days=1))
    return list(report.differences)


def test_a_dispute_is_told_of_and_sets_the_payment_aside(house):
    paid(house)
    house.disputes.open("UTO-1")
    house.hear("disputed")
    row = Dispute.objects.get()
    assert (row.state, row.amount, row.held, row.session, row.code) == ("open", 5000, True, session(), "fraudulent")
    assert row.payment.reference == "UTO-1" and row.answer_by > now() + timedelta(days=6)
    assert balances() == {"disputed": 5000, "income": -5000}


@pytest.mark.parametrize("end", ["won", "lost"])
def test_it_is_decided_and_both_sides_agree(house, end):
    paid(house)
    house.disputes.open("UTO-1")
    house.disputes.decide("UTO-1", won=end == "won")
    house.hear("disputed")
    house.hear(end)
    assert Dispute.objects.get().state == end
    assert compared(house) == []
    left = balances()
    assert left["fees"] > 1500 and "disputed" not in left
    assert left.get("income") == (-5000 if end == "won" else None)
    # a provider that owes us nothing does not fetch what we owe it either
    assert left.get("bank", 0) + left.get("clearing", 0) == (5000 if end == "won" else 0) - left["fees"]
    assert api.ledger_check().ok
    assert not Event.objects.filter(verdict__in=["unknown", "mismatch", "unexpected"])


@pytest.mark.parametrize("end", ["won", "lost"])
def test_the_decision_may_be_heard_of_first(house, end):
    paid(house)
    house.disputes.open("UTO-1")
    house.wait("disputed")
    house.disputes.decide("UTO-1", won=end == "won")
    house.hear(end)
    house.hear("disputed")
    assert Dispute.objects.get().state == end
    assert compared(house) == [] and api.ledger_check().ok


def test_a_dispute_nobody_told_us_of_is_a_difference_of_its_day(house):
    paid(house)
    name = house.disputes.open("UTO-1")
    assert [(one.kind, one.line, one.name) for one in compared(house)] == [("missing_here", "dispute", name)]


def test_nobody_is_paid_back_what_is_disputed(house):
    paid(house)
    house.disputes.open("UTO-1")
    order = RefundOrder("r-1", session(), Money(1000, "EUR"))
    assert house.provider.create_refund(order).kind == RefundKind.FAILED


def test_what_was_paid_back_before_is_a_loss(house):
    paid(house)
    wait_for_refund(give_back(), "refunded")
    house.disputes.open("UTO-1")
    house.disputes.decide("UTO-1", won=False)
    house.hear("disputed")
    house.hear("lost")
    assert not Dispute.objects.get().held and balances()["losses"] == 5000
    assert compared(house) == [] and api.ledger_check().ok


def test_a_card_is_disputed_by_itself_and_decided_as_is_switched(house):
    house.faults("dispute_lost")
    paid(house, number=DISPUTED_CARD)
    house.hear("disputed")
    house.hear("lost")
    assert Dispute.objects.get().state == "lost"


def test_a_dispute_is_opened_once_and_decided_once(house):
    with pytest.raises(NoSuch):
        house.disputes.open("UTO-1")
    start(house, ask())
    with pytest.raises(NoSuch):
        house.disputes.open("UTO-1")
    paid(house, reference="UTO-2")
    name = house.disputes.open("UTO-2")
    with pytest.raises(NoSuch):
        house.disputes.open("UTO-2")
    assert house.disputes.decide(name, won=False) == name
    with pytest.raises(NoSuch):
        house.disputes.decide("UTO-2", won=True)


def test_a_fee_is_kept_of_each_payment_and_posted_once(house):
    for number in range(3):
        paid(house, reference=f"UTO-{number}")
    rows = list(house.provider.settlement(now().date()))
    fees = sum(row.money.amount for row in rows if row.line == Line.FEE)
    for _ in range(2):
        assert compared(house) == []
    assert balances()["fees"] == fees > 0
    assert "clearing" not in balances()
