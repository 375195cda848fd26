"""Cash is taken for what is asked for, once, with a receipt whose numbers have no gap, and lies in the drawer."""

from datetime import UTC, date, datetime

import pytest

from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.payments import api as payments
from legation.payments.models import Attempt
from legation.payments.providers.base import Notice
from legation.payments.rules import Kind, Money
from legation.payments.services.apply_notice import apply_notice
from legation.payments.till import api
from legation.payments.till.models import Drawer, Slip
from tests.payments.support import begin
from tests.payments.till.support import (
    AT,
    ask,
    balance,
    in_order,
    later,
    moved,
    numbers,
    opened,
    rate,
    stock,
    take,
    worker,
)

pytestmark = pytest.mark.django_db


def test_euro_taken_in_paris_settle_the_fee_and_lie_in_the_drawer():
    ask(place="PAR")
    stock("PAR", 20_000)
    by = worker("PAR")
    drawer = opened(by, "PAR", 10_000)
    slip = take(by, place="PAR", tendered=10_000)
    assert (slip.number, slip.cash, slip.change, slip.rate) == (1, 5000, 5000, "")
    assert payments.find(reference="UTO-1").state == "settled"
    assert (moved(drawer), balance("drawer:PAR:EUR"), balance("safe:PAR:EUR")) == (15_000, 15_000, 10_000)
    assert in_order()


def test_pounds_taken_in_cairo_go_through_the_exchange_at_the_rate_of_the_day():
    ask()
    rate("EGP", "55.12345")
    by = worker()
    opened(by)
    slip = take(by)
    assert (slip.cash, slip.currency, slip.rate, slip.rate_day) == (275_617, "EGP", "55.12345", AT.date())
    assert balance("drawer:CAI:EGP") == 275_617 == -balance("exchange:CAI:EGP")
    assert balance("exchange:CAI:EUR") == 5000 == -balance("income:evisa:EUR")
    assert in_order()


@pytest.mark.parametrize(
    ("currency", "value", "cash", "rounding"),
    [
        ("CHF", "0.9387", 4695, 1),  # exact 46.935, in steps of 0.05
        ("CHF", "0.9391", 4695, -1),  # exact 46.955
        ("JPY", "161.257", 8063, 0),
        ("CZK", "24.217", 121_100, 15),  # whole crowns
        ("KWD", "0.35129", 17_565, 0),  # three decimals
    ],
)
def test_coins_round_the_amount_and_the_rest_is_booked_apart(settings, monkeypatch, currency, value, cash, rounding):
    from legation.ground.posts.network import network

    monkeypatch.setattr(network().rows["CAI"], "cash", currency)
    ask()
    rate(currency, value)
    by = worker()
    opened(by)
    slip = take(by)
    assert (slip.cash, slip.rounding) == (cash, rounding)
    assert balance(f"rounding:CAI:{currency}") == -rounding
    assert balance(f"drawer:CAI:{currency}") == cash
    assert in_order()


def test_the_same_form_sent_twice_takes_once():
    ask(place="PAR")
    by = worker("PAR")
    opened(by, "PAR")
    assert take(by, place="PAR").pk == take(by, place="PAR").pk
    assert numbers("PAR") == [1] and balance("drawer:PAR:EUR") == 5000


def test_less_than_is_due_or_another_due_than_was_read_takes_nothing():
    ask(place="PAR")
    by = worker("PAR")
    opened(by, "PAR")
    with pytest.raises(Invalid, match="4999"):
        take(by, place="PAR", tendered=4999)
    with pytest.raises(Conflict, match="4000 was shown"):
        api.take_cash(place="PAR", reference="UTO-1", tendered=5000, due=4000, language="en", by=by, at=AT)
    assert not Slip.objects.exists() and not Attempt.objects.exists()


def test_without_a_drawer_of_ones_own_nothing_is_taken():
    ask(place="PAR")
    opened(worker("PAR", name="2"), "PAR")
    with pytest.raises(Conflict, match="no open drawer"):
        take(worker("PAR"), place="PAR")
    assert payments.find(reference="UTO-1").state == "requested"


def test_another_posts_payment_does_not_exist_and_an_accountant_takes_nothing():
    ask(place="PAR")
    by = worker("CAI")
    rate("EGP", "55")
    opened(by)
    for place in ("CAI", "PAR"):
        with pytest.raises(NotFound):
            api.take_cash(place=place, reference="UTO-1", tendered=5000, due=5000, language="en", by=by, at=AT)
    with pytest.raises(NotAllowed):
        take(worker("PAR", "accountant"), place="PAR")


@pytest.mark.parametrize(
    ("day", "approved"), [(date(2026, 11, 7), True), (AT.date(), False), (date(2026, 11, 13), True)]
)
def test_a_rate_that_is_old_unapproved_or_to_come_stops_it(day, approved):
    ask()
    rate("EGP", "55", day=day, approved=approved)
    by = worker()
    opened(by)
    with pytest.raises(Conflict) as found:
        take(by)
    assert "no approved rate" in str(found.value.reader)


def test_a_page_that_is_open_elsewhere_is_closed_first(bank):
    ask(place="PAR")
    begin(payments.find(reference="UTO-1").payment)
    by = worker("PAR")
    opened(by, "PAR")
    assert take(by, place="PAR").cash == 5000
    assert [session.ended for session in bank.sessions.values()] == [Kind.EXPIRED]


def test_what_was_paid_on_that_page_meanwhile_is_not_taken_again(bank):
    ask(place="PAR")
    attempt = begin(payments.find(reference="UTO-1").payment)
    bank.end(attempt)
    by = worker("PAR")
    opened(by, "PAR")
    with pytest.raises(Conflict, match="is paid"):
        take(by, place="PAR")
    assert balance("drawer:PAR:EUR") == 0 and in_order()


def test_money_that_comes_late_from_an_earlier_page_belongs_to_nobody(bank):
    ask(place="PAR")
    attempt = begin(payments.find(reference="UTO-1").payment)
    by = worker("PAR")
    opened(by, "PAR")
    take(by, place="PAR")
    apply_notice(provider="memory", notice=Notice("late", Kind.CAPTURED, attempt, "s1", Money(5000, "EUR")), at=AT)
    assert balance("unmatched:memory:EUR") == -5000 and in_order()


def test_a_desk_that_fails_after_the_intent_leaves_nothing_but_an_attempt_that_expires(monkeypatch):
    from legation.payments.till.services import take_cash

    ask(place="PAR")
    by = worker("PAR")
    opened(by, "PAR")
    with monkeypatch.context() as broken:
        broken.setattr(take_cash, "write_slip", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            take(by, place="PAR")
    assert balance("drawer:PAR:EUR") == 0 and numbers("PAR") == []
    assert payments.find(reference="UTO-1").state == "pending"
    assert take(by, place="PAR").number == 1
    assert in_order()


def test_a_desks_attempt_left_open_gives_way_to_a_page(bank):
    ask(place="PAR")
    begin(payments.find(reference="UTO-1").payment, provider="cash")
    payment = payments.find(reference="UTO-1").payment
    page = payments.start(payment=payment, provider="memory", return_url="https://x.example", language="en", at=AT)
    assert page.startswith("https://bank.example/")


def test_numbers_begin_anew_each_year_of_the_posts_own_clock():
    by = worker("PAR")
    opened(by, "PAR")
    for reference, at in (
        ("UTO-1", datetime(2026, 12, 31, 22, 30, tzinfo=UTC)),
        ("UTO-2", datetime(2026, 12, 31, 23, 30, tzinfo=UTC)),  # half past midnight in Paris
    ):
        ask(reference, place="PAR")
        take(by, reference, "PAR", at=at)
    assert list(Slip.objects.order_by("pk").values_list("book__year", "number")) == [(2026, 1), (2027, 1)]


def test_a_fee_is_paid_back_out_of_the_drawer_at_the_rate_it_was_taken_at():
    ask()
    rate("EGP", "55")
    by = worker()
    opened(by)
    take(by)
    rate("EGP", "66", day=later(days=1).date())
    accountant = worker("CAI", "accountant")
    refund = payments.request_refund(reference="UTO-1", reason="x", key="k", by=accountant, at=AT, amount=2000)
    back = api.pay_back(place="CAI", refund=refund.refund, by=by, at=later(days=1))
    assert (back.cash, back.number, back.kind) == (110_000, 2, "back")
    assert api.pay_back(place="CAI", refund=refund.refund, by=by, at=later(days=1)).pk == back.pk
    assert balance("drawer:CAI:EGP") == 165_000 and balance("refunds:cash:EUR") == 0
    assert in_order()
    with pytest.raises(NotFound):
        api.pay_back(place="PAR", refund=refund.refund, by=worker("PAR"), at=AT)


def test_cash_is_reconciled_as_any_provider_is():
    by = worker("PAR")
    opened(by, "PAR")
    for reference in ("UTO-1", "UTO-2"):
        ask(reference, place="PAR")
        take(by, reference, "PAR")
    payments.request_refund(reference="UTO-2", reason="x", key="k", by=worker("PAR", "accountant"), at=AT)
    api.pay_back(place="PAR", refund=api.waiting("PAR")[0].pk, by=by, at=AT)
    report = payments.reconcile(provider="cash", day=AT.date(), at=later(days=2))
    assert (report.theirs, report.ours, report.differences) == (3, 3, ())


def test_a_drawer_gives_no_more_than_it_holds():
    ask(place="PAR")
    by, other = worker("PAR"), worker("PAR", name="2")
    opened(by, "PAR")
    take(by, place="PAR")
    api.put_away(place="PAR", amount=4000, by=by, at=AT)
    payments.request_refund(reference="UTO-1", reason="x", key="k", by=worker("PAR", "accountant"), at=AT)
    refund = api.waiting("PAR")[0].pk
    with pytest.raises(Conflict, match="holds 1000"):
        api.pay_back(place="PAR", refund=refund, by=by, at=AT)
    opened(other, "PAR", 4000)
    with pytest.raises(Conflict, match="holds 4000"):
        api.pay_back(place="PAR", refund=refund, by=other, at=AT)
    assert Slip.objects.count() == 1 and Drawer.objects.get(cashier=by.person).held == 1000 and in_order()
