"""A post's month from the ledger: what was there, what came and went by which way, what coins and rates made of it."""

import csv
from datetime import UTC, date, datetime

import pytest

from legation.payments import api as payments
from legation.payments.till import api
from legation.payments.till.months import Takings, month_accounts
from tests.payments.support import begin
from tests.payments.till.support import AT, ask, in_order, opened, rate, stock, take, worker
from tests.payments.till.test_pages import browser, text
from tests.payments.till.test_terminal import send

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)


def month(place="PAR", first=NOVEMBER):
    return month_accounts(place, first)


@pytest.fixture
def worked(terminal, bank):
    """Paris in November: 300 from the centre, one fee in cash, one by card, one online, 20 paid back, 1 missing, a bag
    of 100 of which 90 arrived."""
    stock("PAR", 30_000)
    by, other, centre = worker("PAR"), worker("PAR", name="2"), worker("HQ", "accountant")
    for number in range(4):
        ask(f"UTO-{number}", place="PAR", purpose="evisa" if number else "legalisation")
    drawer = opened(by, "PAR", 10_000)
    take(by, "UTO-0", "PAR")
    send("UTO-1")
    payment = payments.find(reference="UTO-2").payment
    bank.end(begin(payment))
    payments.refresh(payment=payment, at=AT)
    payments.request_refund(reference="UTO-0", reason="x", key="k", by=centre, at=AT, amount=2000)
    api.pay_back(place="PAR", refund=api.waiting("PAR")[0].pk, by=by, at=AT)
    api.count_drawer(place="PAR", counts={"sum": 12_900}, reason="Miscounted", by=by, at=AT)
    api.close_drawer(place="PAR", drawer=drawer.pk, counted=12_900, by=other, at=AT)
    bag = api.consign(place="PAR", amount=10_000, way="bag", slip="B1", by=by, at=AT)
    api.confirm_consignment(place="PAR", number=bag.pk, arrived=9000, reason="Torn", by=centre, at=AT)


def test_cash_from_the_opening_to_the_closing_balance(worked):
    (line,) = month().cash
    assert (line.opening, line.taken, line.back, line.differences) == (0, 5000, -2000, -100)
    assert (line.received, line.sent, line.closing) == (30_000, -10_000, 22_900)
    assert line.closing == sum(
        one.amount for one in payments.balances() if one.account in ("safe:PAR:EUR", "drawer:PAR:EUR")
    )
    assert month().on_the_way == {"EUR": 1000} and in_order()


def test_income_by_purpose_and_way(worked):
    assert month().takings == [
        Takings("evisa", "online", "EUR", 5000, 0), Takings("evisa", "terminal", "EUR", 5000, 0),
        Takings("legalisation", "cash", "EUR", 5000, 2000),
    ]  # fmt: skip


def test_a_month_opens_with_what_the_one_before_closed_with(worked):
    (before,), (after,) = month().cash, month(first=date(2026, 12, 1)).cash
    assert (after.opening, after.closing, after.taken) == (before.closing, before.closing, 0)


def test_another_posts_month_has_none_of_it(worked):
    assert month("CAI").cash == [] and month("CAI").takings == []


def test_months_begin_at_the_posts_own_midnight():
    by = worker("PAR")
    opened(by, "PAR")
    ask(place="PAR")
    take(by, place="PAR", at=datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    assert month().cash == [] and month(first=date(2026, 12, 1)).cash[0].taken == 5000


def test_what_the_rates_have_made_of_the_months_exchange():
    ask()
    rate("EGP", "50")
    by = worker()
    opened(by)
    take(by)
    assert month("CAI").gain == 0
    rate("EGP", "40", day=date(2026, 11, 29))
    assert month("CAI").gain == 1250  # 2,500 pounds were 50 euro and are 62.50 now


def test_the_page_and_the_file_are_for_accountants_of_the_post_and_the_centre(worked):
    for by, status in (
        (worker("PAR", "accountant"), 200), (worker("HQ", "accountant"), 200), (worker("CAI", "accountant"), 404),
        (worker("PAR"), 404), (worker("PAR", "visa_officer"), 404),
    ):  # fmt: skip
        for path in ("", "csv/"):
            assert browser(by).get(f"/en/till/PAR/month/2026-11/{path}").status_code == status
    page = text(browser(worker("PAR", "accountant")).get("/en/till/PAR/month/2026-11/"))
    assert "Closing balance €229.00" in page and "Card terminal" in page
    answer = browser(worker("PAR", "accountant")).get("/en/till/PAR/month/2026-11/csv/")
    rows = list(csv.DictReader(answer.content.decode().splitlines()))
    assert {"post": "PAR", "month": "2026-11", "section": "cash", "what": "closing", "way": "", "currency": "EUR",
            "amount": "229.00"} in rows  # fmt: skip


@pytest.mark.parametrize("text_", ["2026-13", "x", "2026", "9999-99"])
def test_what_is_no_month_is_not_found(text_):
    assert browser(worker("PAR", "accountant")).get(f"/en/till/PAR/month/{text_}/").status_code == 404
