"""The books: what the database itself refuses, and what counting them finds."""

import pytest
from django.db import IntegrityError, transaction

from legation.ground.errors import Tampered
from legation.payments import api
from legation.payments.models import Account, Event, Payment, Transfer
from tests.payments.support import AT, ask, begin

pytestmark = pytest.mark.django_db


def settle(bank, reference="UTO-1", **asked):
    payment = ask(reference, **asked).payment
    bank.end(begin(payment))
    api.refresh(payment=payment, at=AT)
    return payment


def refused(change):
    """Whether the database refuses to do `change`."""
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


def test_a_settlement_moves_the_amount_from_the_provider_to_income(bank):
    settle(bank)
    held = {balance.account: balance.amount for balance in api.balances()}
    assert held == {"clearing:memory:EUR": 5000, "income:evisa:EUR": -5000}


def test_each_currency_is_counted_alone(bank):
    settle(bank, "a", amount=100)
    settle(bank, "b", amount=200)
    settle(bank, "c", amount=700, currency="JPY")
    assert {(row.currency, row.amount) for row in api.income()} == {("EUR", 300), ("JPY", 700)}
    assert api.ledger_check() == api.LedgerCheck({"EUR": 0, "JPY": 0})


@pytest.mark.parametrize("model", [Transfer, Event, Account])
def test_what_is_written_is_never_changed_or_deleted(bank, model):
    settle(bank)
    rows = model.objects.all()
    assert refused(lambda: rows.update(currency="USD"))
    assert refused(lambda: rows._raw_delete("default"))


@pytest.mark.parametrize("change", [{"amount": 1}, {"currency": "USD"}, {"purpose": "other"}])
def test_what_a_payment_asks_for_never_changes(bank, change):
    ask()
    assert refused(lambda: Payment.objects.update(**change))


def test_a_payment_can_be_given_another_reference_so_that_a_person_can_be_forgotten(bank):
    settle(bank)
    Payment.objects.update(reference="forgotten-1")
    assert api.find(reference="forgotten-1").state == "settled"


def another(bank, **change):
    """A transfer like the first but of a second payment, with something else about it."""
    payment = Payment.objects.get(pk=ask("UTO-2").payment)
    event = Event(
        payment=payment, provider="memory", kind="captured", verdict="applied", amount=1, currency="EUR", at=AT
    )
    event.save()
    first = Transfer.objects.get()
    values = {"kind": "settlement", "debit": first.debit, "credit": first.credit, "amount": 5000}
    values |= {"currency": "EUR", "payment": payment, "event": event, "at": AT}
    return Transfer(**(values | change))


@pytest.mark.parametrize("change", [{"amount": 0}, {"amount": -5}, {"currency": "USD"}])
def test_a_transfer_of_nothing_or_of_another_currency_is_refused(bank, change):
    settle(bank)
    transfer = another(bank, **change)
    assert refused(transfer.save)


def test_a_transfer_needs_two_accounts_of_its_currency(bank):
    settle(bank)
    dollars = Account.objects.create(code="income:evisa:USD", currency="USD", kind="income")
    clearing = Account.objects.get(kind="clearing")
    assert refused(another(bank, credit=dollars).save)
    assert refused(another(bank, credit=clearing).save)


def test_a_payment_is_settled_by_one_transfer_and_an_event_moves_money_once(bank):
    settle(bank)
    first = Transfer.objects.get()
    assert refused(another(bank, payment=first.payment).save)
    assert refused(another(bank, event=first.event).save)


def test_an_account_under_the_name_of_another_currency_stops_the_settlement(bank):
    Account.objects.create(code="income:evisa:EUR", currency="USD", kind="income")
    with pytest.raises(Tampered):
        settle(bank)
    assert not Transfer.objects.exists()


def test_counting_finds_a_payment_settled_without_money():
    ask()
    Payment.objects.update(state="settled", settled_at=AT)
    check = api.ledger_check()
    assert (check.unsettled, check.ok) == (1, False)


def test_counting_finds_money_nobody_was_said_to_have_paid(bank):
    settle(bank)
    another(bank, amount=4000).save()
    check = api.ledger_check()
    assert (check.unearned, check.unfounded, check.ok) == (1, 1, False)


def test_an_empty_ledger_is_in_order():
    assert api.ledger_check().ok
    assert api.balances() == []
