"""A provider's day beside ours: nothing that differs stays unseen, and what was paid out is posted once."""

from datetime import timedelta

import pytest

from legation.ground.errors import Invalid, NotFound
from legation.ground.people.api import SYSTEM
from legation.payments import api
from legation.payments.models import Attempt, Difference, Reconciliation, Refund
from legation.payments.providers.base import Line, Notice, RefundNotice, SettlementRow
from legation.payments.rules import Kind, Money, RefundKind
from legation.payments.services.apply_notice import apply_notice
from legation.payments.services.apply_refund_notice import apply_refund_notice
from tests.payments.support import AT, held, settle, work

pytestmark = pytest.mark.django_db
DAY, NEXT = AT.date(), AT + timedelta(days=1)


def row(name, line=Line.PAYMENT, amount=5000, at=AT, **other):
    return SettlementRow(line, "", name, Money(amount, "EUR"), at, **other)


def compare(bank, *rows, day=DAY, at=NEXT):
    bank.file = list(rows)
    report = api.reconcile(provider="memory", day=day, at=at)
    return [(one.kind, one.line, one.name, one.ours, one.theirs) for one in report.differences]


@pytest.fixture
def three(bank):
    for number in range(3):
        settle(bank, f"UTO-{number}")
    return [row(f"s{number}") for number in (1, 2, 3)]


def test_a_day_that_agrees_is_reported_so(bank, three):
    assert compare(bank, *three) == []
    kept = Reconciliation.objects.get()
    assert (kept.theirs, kept.ours, kept.differing, kept.day) == (3, 3, 0, DAY)


def test_what_is_missing_here_is_found(bank, three):
    assert compare(bank, *three, row("s9", amount=700)) == [("missing_here", "payment", "s9", None, 700)]


def test_what_is_missing_there_is_found(bank, three):
    assert compare(bank, *three[1:]) == [("missing_there", "payment", "s1", 5000, None)]


def test_another_amount_is_found(bank, three):
    assert compare(bank, row("s1", amount=4900), *three[1:]) == [("other_amount", "payment", "s1", 5000, 4900)]


def test_what_stands_there_twice_is_found(bank, three):
    assert compare(bank, *three, three[0]) == [("double", "payment", "s1", 5000, 5000)]


def test_every_difference_of_a_day_is_kept_with_its_report(bank, three):
    compare(bank, three[0], three[0], row("s2", amount=1), row("s9"))
    kinds = sorted(Difference.objects.values_list("kind", flat=True))
    assert kinds == ["double", "missing_here", "missing_there", "other_amount"]
    assert Reconciliation.objects.get().differing == 4


def test_a_payment_at_midnight_belongs_to_either_day(bank, three):
    assert compare(bank, *three[1:], row("s1", at=AT - timedelta(days=1))) == []
    assert compare(bank, *three[1:], row("s1", at=AT - timedelta(days=2))) != []


def test_the_providers_clock_decides_of_which_day_a_late_message_is(bank):
    earlier = AT - timedelta(days=3)
    notice = Notice("e", Kind.CAPTURED, "nobody", "s7", Money(500, "EUR"), at=earlier)
    apply_notice(provider="memory", notice=notice, at=AT)
    assert compare(bank, row("s7", amount=500, at=earlier), day=earlier.date()) == []
    assert Reconciliation.objects.get().ours == 1


def give_back(bank, amount=None):
    api.request_refund(reference="UTO-0", reason="x", key=f"k{amount}", by=SYSTEM, at=AT, amount=amount)
    work()
    return Refund.objects.order_by("pk").last()


def test_refunds_are_compared_and_so_are_those_that_come_back(bank, three):
    refund = give_back(bank, 2000)
    back = row(refund.name, Line.REFUND, 2000)
    assert compare(bank, *three, back) == []
    assert compare(bank, *three) == [("missing_there", "refund", refund.name, 2000, None)]
    notice = RefundNotice("e", RefundKind.FAILED, str(refund.pk), refund.name, Money(2000, "EUR"))
    apply_refund_notice(provider="memory", notice=notice, at=AT)
    assert compare(bank, *three, back, row(refund.name, Line.REFUND, 2000, back=True)) == []


def test_a_refund_that_never_left_is_not_expected_there(bank, three):
    bank.poor = True
    give_back(bank)
    assert compare(bank, *three) == []


def test_a_refund_made_there_by_hand_is_compared_too(bank, three):
    attempt = str(Attempt.objects.order_by("pk").first().pk)
    notice = RefundNotice("e", RefundKind.REFUNDED, "", "re_hand", Money(100, "EUR"), attempt)
    apply_refund_notice(provider="memory", notice=notice, at=AT)
    assert compare(bank, *three, row("re_hand", Line.REFUND, 100)) == []


def test_what_the_provider_paid_out_and_kept_is_posted_once(bank, three):
    rows = [*three, row("po_1", Line.PAYOUT, 14_700), row("fee_1", Line.FEE, 300)]
    compare(bank, *rows)
    compare(bank, *rows)
    assert held() == {"bank": 14_700, "fees": 300, "income": -15_000}
    assert api.ledger_check().ok


def test_a_payout_that_is_fetched_back_is_posted_back(bank):
    compare(bank, row("po_1", Line.PAYOUT, 500, back=True))
    assert held() == {"bank": -500, "clearing": 500}


def test_a_day_that_is_not_over_is_not_compared(bank):
    with pytest.raises(Invalid):
        api.reconcile(provider="memory", day=DAY, at=AT)
    with pytest.raises(NotFound):
        api.reconcile(provider="nobody", day=DAY, at=NEXT)


def test_a_long_day_is_read_in_few_queries(bank, django_assert_max_num_queries):
    for number in range(30):
        settle(bank, f"UTO-{number}")
    rows = [row(f"s{number}") for number in range(1, 31)]
    with django_assert_max_num_queries(9):
        assert compare(bank, *rows) == []


def test_stray_money_agrees_when_the_provider_lists_it(bank):
    apply_notice(provider="memory", notice=Notice("e", Kind.CAPTURED, "x", "s7", Money(500, "EUR")), at=AT)
    assert compare(bank, row("s7", amount=500)) == []
