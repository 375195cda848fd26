"""What an auditor opens: checked by the CSV reader of the language and by Beancount's own parser."""

import csv
import io

import pytest
from beancount import loader
from beancount.core.data import Balance, Transaction

from legation.ground.people.api import SYSTEM
from legation.payments import api
from legation.payments.disputes import DisputeKind
from legation.payments.models import Account, Transfer
from legation.payments.providers.base import DisputeNotice, Notice
from legation.payments.rules import Kind, Money
from legation.payments.services.apply_dispute_notice import apply_dispute_notice
from legation.payments.services.apply_notice import apply_notice
from legation.payments.services.count_income import by_label
from tests.payments.support import AT, label, settle, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(bank):
    """Payments in two currencies, one paid back in part, one disputed, one lost, and money nobody asked for."""
    for number, (place, nationality) in enumerate((("CAI", "EGY"), ("CAI", "ARM"), ("HQ", "EGY"))):
        settle(bank, f"UTO-{number}")
        label(reference=f"UTO-{number}", place=place, labels={"procedure": "evisa", "nationality": nationality})
    settle(bank, "UTO-Y", amount=700, currency="JPY")
    api.request_refund(reference="UTO-0", reason="withdrawn", key="k", by=SYSTEM, at=AT, amount=1250)
    work()
    apply_notice(provider="memory", notice=Notice("e", Kind.CAPTURED, "x", "s99", Money(500, "EUR")), at=AT)
    for kind, session, amount in (
        (DisputeKind.OPENED, "s2", 5000),
        (DisputeKind.LOST, "s3", 5000),
        (DisputeKind.LOST, "s?", 50),
    ):
        about = DisputeNotice(f"e-{session}", kind, f"dp-{session}", session, Money(amount, "EUR"))
        apply_dispute_notice(provider="memory", notice=about, at=AT)


def journal():
    return "".join(api.export_ledger(form="journal"))


def test_beancount_reads_the_journal_and_finds_nothing_wrong(books):
    entries, errors, _options = loader.load_string(journal())
    assert errors == []
    assert len([one for one in entries if isinstance(one, Transaction)]) == Transfer.objects.count()
    assert len([one for one in entries if isinstance(one, Balance)]) == Account.objects.count()


def test_beancounts_own_sums_are_ours(books):
    entries, _errors, _options = loader.load_string(journal())
    sums = {}
    for entry in entries:
        for posting in getattr(entry, "postings", ()) or ():
            units = posting.units
            sums[posting.account, units.currency] = sums.get((posting.account, units.currency), 0) + units.number
    assert str(sums["Income:Evisa:EUR", "EUR"]) == "-87.50"
    assert str(sums["Assets:Clearing:Memory:EUR", "EUR"]) == "42.00"
    assert str(sums["Assets:Disputed:Memory:EUR", "EUR"]) == "50.00"
    assert str(sums["Expenses:Losses:Memory:EUR", "EUR"]) == "0.50"
    assert str(sums["Income:Evisa:JPY", "JPY"]) == "-700"


def test_beancount_finds_a_journal_that_was_changed(books):
    spoiled = journal().replace("  Income:Evisa:EUR  -50.00 EUR", "  Income:Evisa:EUR  -49.00 EUR", 1)
    assert loader.load_string(spoiled)[1]


def test_account_names_stay_apart_and_allowed_whatever_their_codes(books):
    for code in ("income:e_visa:EUR", "income:e-5f-visa:EUR", "income:1st ü:EUR", "income:Evisa:EUR"):
        Account.objects.create(code=code, currency="EUR", kind="income")
    assert loader.load_string(journal())[1] == []


def test_an_empty_ledger_can_be_written_out():
    assert loader.load_string(journal())[1] == []
    assert next(api.export_ledger(form="csv")).startswith("transfer,at,kind,")


def test_the_csv_has_a_line_for_every_transfer_and_no_person_in_it(books):
    rows = list(csv.DictReader(io.StringIO("".join(api.export_ledger(form="csv")))))
    assert len(rows) == Transfer.objects.count()
    refund = next(row for row in rows if row["kind"] == "refund")
    assert (refund["debit"], refund["credit"]) == ("income:evisa:EUR", "refunds:memory:EUR")
    assert (refund["amount"], refund["currency"]) == ("12.50", "EUR")
    assert "UTO-" not in "".join(api.export_ledger(form="csv")) + journal()


def income(**asked):
    return api.labelled_income(since=AT.date(), until=AT.date(), **asked)


def test_income_is_counted_by_day_post_and_nationality(books):
    rows = income()
    assert by_label(rows, "nationality") == [("ARM", "EUR", 5000), ("EGY", "EUR", 3750), ("-", "JPY", 700)]
    assert by_label(rows, "place") == [("CAI", "EUR", 8750), ("HQ", "EUR", 0), ("-", "JPY", 700)]
    assert by_label(rows, "procedure") == [("evisa", "EUR", 8750), ("-", "JPY", 700)]
    assert sum(row.amount for row in rows if row.currency == "EUR") == api.income()[0].amount


def test_income_of_one_post_is_only_its_own(books):
    assert by_label(income(places={"CAI"}), "place") == [("CAI", "EUR", 8750)]
    assert income(places=set()) == []


def test_income_is_counted_in_two_queries(books, django_assert_num_queries):
    with django_assert_num_queries(2):
        income()
