"""Asking for a payment."""

import pytest

from legation.ground.errors import Conflict, Invalid
from legation.payments import api
from tests.payments.support import AT, ask

pytestmark = pytest.mark.django_db


def test_a_payment_is_found_by_its_reference():
    assert api.find(reference="UTO-1") is None
    asked = ask()
    assert api.find(reference="UTO-1") == asked
    assert (asked.state, asked.amount, asked.currency, asked.last_refusal) == ("requested", 5000, "EUR", None)


def test_asking_twice_for_the_same_gives_the_same_payment():
    assert ask() == ask()


@pytest.mark.parametrize("other", [{"amount": 4000}, {"currency": "USD"}])
def test_asking_for_something_else_under_the_same_reference_conflicts(other):
    ask()
    with pytest.raises(Conflict):
        ask(**other)


@pytest.mark.parametrize(
    "wrong",
    [{"amount": 0}, {"amount": -1}, {"amount": True}, {"amount": 1.5}, {"amount": 10**16}, {"currency": "eur"},
     {"currency": "EURO"}, {"reference": ""}, {"reference": "x" * 121}, {"purpose": ""}],
)  # fmt: skip
def test_nonsense_is_refused(wrong):
    fit = {"reference": "UTO-1", "amount": 5000, "currency": "EUR", "purpose": "evisa"}
    with pytest.raises(Invalid):
        api.request_payment(**(fit | wrong), at=AT)


def test_asking_takes_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        ask()
