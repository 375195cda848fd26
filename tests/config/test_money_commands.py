"""`legation reconcile`, `legation ledger` and `legation testbank --fault`, as an operator runs them."""

import csv
import io
import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from legation.config.commands import ledger, reconcile, testbank
from legation.payments.providers import registry
from legation.payments.providers.base import Line, SettlementRow
from legation.payments.rules import Money
from legation.payments.testbank.store import Session, Store
from tests.payments.support import MemoryBank, label, settle

pytestmark = pytest.mark.django_db
DAY = "2026-11-12"


@pytest.fixture
def bank(monkeypatch):
    bank = MemoryBank()
    monkeypatch.setitem(registry._providers, bank.name, bank)
    return bank


def test_a_day_that_agrees_ends_well_and_one_that_does_not_says_why(bank, capsys):
    settle(bank)
    row = SettlementRow(Line.PAYMENT, "", "s1", Money(5000, "EUR"), datetime(2026, 11, 12, tzinfo=UTC))
    bank.file = [row]
    assert reconcile.run(["--day", DAY, "--provider", "memory"]) == 0
    assert "1 rows there, 1 here, 0 difference(s)" in capsys.readouterr().out
    bank.file = [row, row]
    assert reconcile.run(["--day", DAY, "--provider", "memory"]) == 1
    assert "double payment s1: here 5000, there 5000 EUR" in capsys.readouterr().err


def test_what_cannot_be_compared_is_said(bank, capsys):
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    assert reconcile.run(["--day", str(tomorrow), "--provider", "memory"]) == 2
    assert reconcile.run(["--day", DAY, "--provider", "nobody"]) == 2
    bank.down = True
    assert reconcile.run(["--day", DAY, "--provider", "memory"]) == 2
    assert "unavailable" in capsys.readouterr().err


def test_the_books_are_written_out(bank, capsys):
    settle(bank)
    label(reference="UTO-1", place="CAI", labels={"nationality": "EGY"})
    assert ledger.run([]) == 0
    assert len(list(csv.reader(io.StringIO(capsys.readouterr().out)))) == 2
    assert ledger.run(["--format", "journal"]) == 0
    assert "Income:Evisa:EUR" in capsys.readouterr().out
    assert ledger.run(["--format", "income"]) == 0
    assert "2026-11-12,CAI,evisa,EGY,EUR,50.00" in capsys.readouterr().out


def test_faults_are_switched_on_and_off(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TESTBANK_DATABASE", str(tmp_path / "bank.sqlite3"))
    monkeypatch.setenv("TESTBANK_SECRET", "s")
    assert testbank.run(["--fault", "webhook_late=3", "--fault", "provider_down"]) == 0
    assert Store(str(tmp_path / "bank.sqlite3")).faults() == {"webhook_late": 3, "provider_down": 1}
    assert testbank.run(["--fault", "nothing"]) == 2
    assert "there are: webhook_duplicated" in capsys.readouterr().out
    assert testbank.run(["--no-faults"]) == 0
    assert Store(str(tmp_path / "bank.sqlite3")).faults() == {}
    assert testbank.run(["--operator"]) == 0
    assert "/operator/" in capsys.readouterr().out


def test_a_payment_is_disputed_and_decided_by_hand(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TESTBANK_DATABASE", str(tmp_path / "bank.sqlite3"))
    monkeypatch.setenv("TESTBANK_SECRET", "s")
    assert testbank.run(["--dispute", "UTO-1"]) == 1
    assert "nothing that was paid as UTO-1" in capsys.readouterr().out
    session = Session("cs_1", "attempt-1", "UTO-1", 5000, "EUR", "http://x/", "en")
    store = Store(str(tmp_path / "bank.sqlite3"))
    store.create(session, key="k", digest="d", answer="{}")
    store.finish("cs_1", state="captured", code="", last_four="4242", messages=[])
    assert testbank.run(["--dispute", "UTO-1"]) == 0
    assert testbank.run(["--dispute-lost", "UTO-1"]) == 0
    assert testbank.run(["--dispute-won", "UTO-1"]) == 1
    time.sleep(0.2)
    assert [json.loads(one.body)["kind"] for one in store.claim_due(9)] == ["dispute_opened", "dispute_lost"]
