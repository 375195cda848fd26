"""A day's balance transactions of every type, and which rows they are. Types: Stripe's reporting reference."""

import pytest

from legation.payments.providers.base import Line
from legation.payments.providers.stripe.settlement import _rows
from legation.payments.rules import Money

AT = 1_790_000_000
CHARGE = {"id": "ch_1", "object": "charge", "amount": 5000, "currency": "eur", "payment_intent": "pi_1"}
REFUND = {"id": "re_1", "object": "refund", "amount": 700, "currency": "eur", "metadata": {"refund": "ours"}}
DISPUTE = {"id": "dp_1", "object": "dispute", "amount": 5000, "currency": "eur"}
SESSIONS = {"pi_1": {"id": "cs_1", "client_reference_id": "attempt-1"}}


def rows(kind, amount, source="po_1", **other):
    entry = {
        "id": "txn_1",
        "type": kind,
        "amount": amount,
        "currency": "eur",
        "fee": 0,
        "created": AT,
        "source": source,
    }
    found = _rows(entry | other, lambda intent: SESSIONS.get(intent, {}))
    return [(row.line, row.name, row.reference, row.money.amount, row.back) for row in found]


def test_a_charge_is_a_payment_and_its_fee():
    assert rows("charge", 5000, CHARGE, fee=100) == [
        (Line.PAYMENT, "cs_1", "attempt-1", 5000, False), (Line.FEE, "txn_1", "", 100, False),
    ]  # fmt: skip


def test_a_charge_without_a_page_has_its_own_name():
    assert rows("charge", 5000, CHARGE | {"payment_intent": None}) == [(Line.PAYMENT, "ch_1", "", 5000, False)]


def test_what_was_charged_counts_and_not_what_it_was_changed_into():
    entry = {
        "id": "txn_1",
        "type": "charge",
        "amount": 5400,
        "currency": "usd",
        "fee": 90,
        "created": AT,
        "source": CHARGE,
    }
    payment, fee = _rows(entry, SESSIONS.get)
    assert (payment.money, fee.money) == (Money(5000, "EUR"), Money(90, "USD"))


@pytest.mark.parametrize(
    ("kind", "amount", "source", "row"),
    [
        ("refund", -700, REFUND, (Line.REFUND, "re_1", "ours", 700, False)),
        ("payment_refund", -700, REFUND, (Line.REFUND, "re_1", "ours", 700, False)),
        ("refund_failure", 700, REFUND, (Line.REFUND, "re_1", "ours", 700, True)),
        ("payout", -4000, "po_1", (Line.PAYOUT, "po_1", "", 4000, False)),
        ("payout_failure", 4000, "po_1", (Line.PAYOUT, "txn_1", "", 4000, True)),
        ("payout_cancel", 4000, "po_1", (Line.PAYOUT, "txn_1", "", 4000, True)),
        ("stripe_fee", -30, None, (Line.FEE, "txn_1", "", 30, False)),
        # what our words do not have is nothing of ours, and so is seen
        ("adjustment", -5000, DISPUTE, (Line.DISPUTE, "dp_1", "", 5000, False)),
        ("adjustment", 5000, DISPUTE, (Line.DISPUTE, "dp_1", "", 5000, True)),
        ("adjustment", -5000, None, (Line.REFUND, "txn_1", "", 5000, False)),
        ("adjustment", 5000, "x_1", (Line.PAYMENT, "txn_1", "", 5000, False)),
        ("topup", 9000, "tu_1", (Line.PAYMENT, "txn_1", "", 9000, False)),
        ("reserved_funds", -100, None, (Line.REFUND, "txn_1", "", 100, False)),
        ("stripe_fee", 30, None, (Line.FEE, "txn_1", "", 30, True)),
        ("a_type_of_tomorrow", -1, None, (Line.REFUND, "txn_1", "", 1, False)),
    ],
)  # fmt: skip
def test_a_balance_transaction_is_one_row(kind, amount, source, row):
    assert rows(kind, amount, source) == [row]


def test_a_dispute_has_its_fee_and_one_that_is_given_back_is_seen_as_that():
    taken, fee = rows("adjustment", -5000, DISPUTE, fee=1500)
    assert (taken, fee) == ((Line.DISPUTE, "dp_1", "", 5000, False), (Line.FEE, "txn_1", "", 1500, False))
    assert rows("adjustment", 5000, DISPUTE, fee=-1500)[1] == (Line.FEE, "txn_1", "", 1500, True)


def test_nothing_moved_is_no_row():
    assert rows("adjustment", 0) == []
