"""The sums say what the chains, the ledger and the visits say: counted bit by bit, at once, or from nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from legation.appointments.services.arrive import walk_in
from legation.appointments.services.attend import call_next
from legation.insight.api import count_again
from legation.insight.durations import bucket, counted, percentile
from legation.insight.models import ALL, SOURCES, IncomeSum, MonthSum
from legation.insight.services.bring_up import bring_up
from legation.payments.providers import registry
from legation.procedures.services.act import Said, act
from tests.appointments.support import counter
from tests.payments.support import MemoryBank
from tests.procedures import paying
from tests.procedures.support import handed_in, officer, paid

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def everything() -> tuple[list, list]:
    sums = MonthSum.objects.order_by("month", "place", "procedure")
    return (
        list(sums.values_list("month", "place", "procedure", "opened", "done", "actions", "handling", "lay", "waiting")),
        list(IncomeSum.objects.order_by("month", "place", "procedure").values_list("month", "place", "currency", "amount")),
    )  # fmt: skip


def count(most: int) -> None:
    for source in SOURCES:
        while bring_up(source, at=AT, most=most):
            pass


@pytest.fixture
def worked(utopia: None) -> None:
    """Three applications: one is refused after three hours of lying, one waits for an officer, one is not paid."""
    by = officer()
    refused, _ = paid(AT - timedelta(days=2), by_rule=False)
    act(reference=refused.reference, verb="refuse", by=by, at=AT - timedelta(days=2) + timedelta(hours=3),
        said=Said(reasons=["purpose_not_shown"]))  # fmt: skip
    paid(AT - timedelta(days=40), by_rule=False, seed=5)
    handed_in(AT, seed=9)


@pytest.mark.django_db
def test_every_action_is_counted_once_however_it_is_cut_up(worked: None) -> None:
    count(most=1)
    bit_by_bit = everything()
    count(most=1)
    assert everything() == bit_by_bit, "nothing has come, nothing is added"
    count_again(at=AT)
    assert everything() == bit_by_bit
    month = {row.procedure: row for row in MonthSum.objects.filter(month=date(2026, 11, 1), place="HQ")}
    assert month.keys() == {"evisa", ALL}
    row = month["evisa"]
    assert (row.opened, row.done, row.actions) == (2, 1, 1)
    assert row.lay == row.handling == {bucket(3 * 3600): 1}
    assert MonthSum.objects.get(month=date(2026, 10, 1), place=ALL, procedure=ALL).opened == 1


@pytest.mark.django_db
def test_income_is_what_the_ledger_says_in_the_month_of_the_post(utopia: None, monkeypatch: pytest.MonkeyPatch) -> None:
    bank = MemoryBank()
    monkeypatch.setitem(registry._providers, bank.name, bank)
    case, _person = handed_in(AT)
    attempt = paying.begin(case, AT)
    paying.pay(bank, attempt, AT)
    count(most=1)
    row = IncomeSum.objects.get()
    assert (row.month, row.place, row.procedure, row.currency) == (date(2026, 11, 1), "HQ", "evisa", "EUR")
    assert row.amount == 2000


@pytest.mark.django_db
def test_waiting_is_counted_when_the_day_is_over(utopia: None) -> None:
    window = counter(code="one")
    walk_in(post=window.post, service="legalisation", urgency=0, at=AT)
    call_next(counter=window, services=frozenset(["legalisation"]), at=AT + timedelta(minutes=25))
    bring_up("visits", at=AT + timedelta(days=1))
    assert not MonthSum.objects.exists()
    while bring_up("visits", at=AT + timedelta(days=3)):
        pass
    assert MonthSum.objects.get(place="HQ", procedure="legalisation").waiting == {bucket(25 * 60): 1}


def test_percentiles_are_within_five_per_cent() -> None:
    seconds = [61.0 * 1.003**number for number in range(4000)]
    found = counted(seconds)
    assert sum(found.values()) == 4000 and len(found) < 140
    for share in (0.1, 0.5, 0.9, 0.99):
        true = seconds[int(share * 4000) - 1]
        assert abs(percentile(found, share) / true - 1) < 0.05
    assert percentile({}, 0.5) is None and percentile(counted([5]), 0.5) == 60
