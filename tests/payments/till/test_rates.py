"""Day rates: loaded or entered by one, approved by another; what was approved never changes."""

import gzip
from datetime import date
from decimal import Decimal

import pytest

from legation.config.commands import rates as command
from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.payments.rules import Money
from legation.payments.till import api
from legation.payments.till.models import DayRate
from legation.payments.till.ratefile import read_rates
from legation.payments.till.rules import coins
from legation.payments.till.services.approve_rates import approve_rates
from legation.payments.till.services.enter_rates import Rate, enter_rate, enter_rates
from tests.payments.till.support import AT, TODAY, worker
from tests.payments.till.test_pages import browser, text

pytestmark = pytest.mark.django_db
FILE = "Date, USD, JPY, CYP, \n2026-11-12, 1.0856, 161.25, N/A, \n2026-11-11, 1.0901, N/A, 0.5, \n\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "rates.csv"
    path.write_text(FILE)
    return path


def approve(by, source="ECB"):
    return approve_rates(day=TODAY, source=source, by=by, at=AT)


def test_the_command_loads_a_file_that_somebody_then_approves(file, capsys):
    assert command.run([str(file), "--since", "2026-11-12"]) == 0
    assert "2 rate(s) to approve" in capsys.readouterr().out
    with pytest.raises(Conflict):
        quote_in_new_york()
    assert approve(worker("HQ", "accountant")) == 2
    assert quote_in_new_york().cash == Money(5428, "USD")
    assert command.run([str(file), "--since", "2026-11-12"]) == 0
    file.write_text(FILE.replace("1.0856", "1.5"))
    assert command.run([str(file), "--since", "2026-11-12"]) == 1
    assert DayRate.objects.get(currency="USD").rate == "1.0856"


def quote_in_new_york():
    return api.quote(Money(5000, "EUR"), place="NYC", at=AT)


def test_the_daily_file_and_a_packed_one_are_read_too(tmp_path):
    packed = tmp_path / "r.csv.gz"
    packed.write_bytes(gzip.compress(b"Date, USD, \n12 November 2026, 1.0856, \n"))
    assert list(read_rates(packed, since=TODAY)) == [Rate(TODAY, "USD", Decimal("1.0856"))]


@pytest.mark.parametrize("wrong", [
    "", "Day,USD\n", "Date,USD\nyesterday,1\n", "Date,USD\n2026-11-12,one\n", "Date,USD\n2026-11-12\n",
    "Date,USD\n2026-11-12,-1\n", "Date,USD\n2026-11-12,Infinity\n", "\x00",
])  # fmt: skip
def test_a_file_that_is_none_is_refused_with_its_line_and_changes_nothing(tmp_path, wrong, capsys):
    path = tmp_path / "r.csv"
    path.write_text(wrong)
    assert command.run([str(path), "--since", "2026-11-01"]) in ((0, 2) if not wrong else (2,))
    assert not DayRate.objects.exists()


def test_nobody_approves_what_they_entered_and_only_the_centre_approves():
    mine, theirs = worker("HQ", "accountant"), worker("HQ", "accountant", "2")
    enter_rate(Rate(TODAY, "EGP", Decimal("55.1")), source="Central bank", by=mine.name, at=AT)
    for by in (mine, worker("CAI", "accountant"), worker("HQ")):
        with pytest.raises(NotAllowed):
            approve(by, "Central bank")
    assert approve(theirs, "Central bank") == 1
    with pytest.raises(NotFound):
        approve(theirs, "Central bank")
    with pytest.raises(Conflict):
        enter_rate(Rate(TODAY, "EGP", Decimal("56")), source="Central bank", by=mine.name, at=AT)


def test_what_is_not_approved_may_be_entered_again():
    for value in ("55", "56"):
        enter_rates([Rate(TODAY, "EGP", Decimal(value))], source="x", by="command", at=AT)
    assert DayRate.objects.get().rate == "56"


@pytest.mark.parametrize("one", [
    Rate(TODAY, "EUR", Decimal(1)), Rate(TODAY, "XAU", Decimal(1)), Rate(TODAY, "EGP", Decimal(0)),
    Rate(TODAY, "EGP", Decimal("NaN")), Rate(TODAY, "egp", Decimal(1)),
])  # fmt: skip
def test_what_is_no_rate_is_not_entered(one):
    with pytest.raises(Invalid):
        enter_rate(one, source="x", by="command", at=AT)


def test_the_page_enters_and_another_person_approves():
    mine, theirs = (browser(worker("HQ", "accountant", name)) for name in ("", "2"))
    sent = {
        "day-day": "12",
        "day-month": "11",
        "day-year": "2026",
        "currency": "egp",
        "rate": "55,25",
        "source": "Central bank of Egypt",
    }
    assert mine.post("/en/till/rates/", sent).status_code == 302
    for wrong in ({"rate": "x"}, {"day-day": "31"}, {"day-year": ""}):
        assert mine.post("/en/till/rates/", sent | wrong).status_code == 422, wrong
    assert "12 November 2026," in text(mine.get("/en/till/rates/"))
    day = {"day": "2026-11-12", "source": "Central bank of Egypt"}
    assert mine.post("/en/till/rates/approve/", day).status_code == 403
    assert theirs.post("/en/till/rates/approve/", day).status_code == 302
    assert "55.25" in text(mine.get("/en/till/rates/"))
    assert browser(worker("CAI", "accountant")).get("/en/till/rates/").status_code == 403


@pytest.mark.parametrize(("amount", "currency", "cash"), [
    (4697, "CHF", 4695), (4698, "CHF", 4700), (120_949, "CZK", 120_900), (120_950, "CZK", 121_000),
    (8063, "JPY", 8063), (17_565, "KWD", 17_565), (4611, "DKK", 4600), (4625, "DKK", 4650), (65_499, "IQD", 65_000),
    (261_347, "EGP", 261_347), (4999, "EUR", 4999),
])  # fmt: skip
def test_coins_of_a_currency(amount, currency, cash):
    assert coins(amount, currency) == cash


def test_real_rates_of_the_bank_are_read(open_data):
    path = (open_data or pytest.skip("no open data")) / "09_reference" / "exchange_rates" / "ecb_eurofxref_hist.csv.gz"
    if not path.exists():
        pytest.skip("no open data")
    found = list(read_rates(path, since=date(2024, 1, 1)))
    assert len(found) > 1000 and {"USD", "CHF", "TRY"} <= {one.currency for one in found}
    enter_rates(found[:500], source="ECB", by="command", at=AT)
    assert DayRate.objects.count() == 500
