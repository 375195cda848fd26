"""Refunds asked for here, made there and told of at the same moment: never more than came in, nothing twice."""

import pytest
from django.db import connection
from django.db.models import Sum

from legation.ground.errors import Conflict
from legation.ground.outbox.models import Effect
from legation.ground.people.api import SYSTEM
from legation.payments import api
from legation.payments.models import Attempt, Event, Refund, Transfer, Unmatched
from legation.payments.providers.base import Notice, RefundNotice
from legation.payments.rules import Kind, Money, RefundKind
from legation.payments.services.apply_notice import apply_notice
from legation.payments.services.apply_refund_notice import apply_refund_notice
from legation.payments.services.send_refund import apply, prepare
from tests.payments.support import AT, ask, begin, settle
from tests.together import raised, together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")


def give_back(key, amount=None):
    api.request_refund(reference="UTO-1", reason="withdrawn", key=key, by=SYSTEM, at=AT, amount=amount)


def told(refund="", key="evt_1", kind=RefundKind.REFUNDED, amount=5000, attempt="", name="re_1"):
    notice = RefundNotice(key, kind, refund, name, Money(amount, "EUR"), attempt)
    apply_refund_notice(provider="memory", notice=notice, at=AT)


def promised():
    return Refund.objects.aggregate(all=Sum("amount"))["all"]


@pytest.mark.parametrize("round_", range(5))
def test_two_refunds_of_everything_at_once_are_one(bank, round_):
    settle(bank)
    errors = raised(together(*[lambda key=key: give_back(key) for key in "abcdef"]))
    assert [type(error) for error in errors] == [Conflict] * 5
    assert promised() == 5000
    assert api.ledger_check().ok


@pytest.mark.parametrize("round_", range(5))
def test_parts_asked_for_at_once_never_exceed_what_came_in(bank, round_):
    settle(bank)
    errors = raised(together(*[lambda key=key: give_back(key, 2000) for key in "abcdef"]))
    assert [type(error) for error in errors] == [Conflict] * 4
    assert promised() == 4000
    assert api.ledger_check().ok


@pytest.mark.parametrize("round_", range(5))
def test_the_same_key_at_once_asks_once(bank, round_):
    settle(bank)
    assert not raised(together(*[lambda: give_back("same", 1000)] * 8))
    assert promised() == 1000
    assert Transfer.objects.filter(kind="refund").count() == 1


@pytest.mark.parametrize("round_", range(8))
def test_a_refund_here_and_one_made_at_the_provider_share_what_came_in(bank, round_):
    settle(bank)
    attempt = str(Attempt.objects.get().pk)
    errors = raised(
        together(
            lambda: give_back("here"),
            lambda: told(attempt=attempt),
            lambda: told(attempt=attempt, key="evt_2", kind=RefundKind.PENDING),
        )
    )
    assert {type(error) for error in errors} <= {Conflict}
    assert (Refund.objects.count(), promised()) == (1, 5000)
    assert api.ledger_check().ok


@pytest.mark.parametrize("round_", range(8))
def test_the_answer_and_the_messages_about_one_refund_pay_it_once(bank, round_):
    settle(bank)
    give_back("k")
    refund = str(Refund.objects.get().pk)
    said = prepare({"refund": refund})
    assert not raised(
        together(
            lambda: apply({"refund": refund}, said),
            lambda: told(refund),
            lambda: told(refund, "evt_2"),
            lambda: told(refund, "evt_1"),
            lambda: told(refund, "evt_3", RefundKind.PENDING),
        )
    )
    assert Refund.objects.get().state == "refunded"
    assert Transfer.objects.filter(kind="refund_paid").count() == 1
    assert Effect.objects.filter(kind="payments.refunded").count() == 1
    assert api.ledger_check().ok


@pytest.mark.parametrize("round_", range(5))
def test_paid_and_failed_at_once_end_as_failed_with_the_money_kept(bank, round_):
    settle(bank)
    give_back("k")
    refund = str(Refund.objects.get().pk)
    assert not raised(together(lambda: told(refund), lambda: told(refund, "evt_2", RefundKind.FAILED)))
    assert (Refund.objects.get().state, Unmatched.objects.get().amount) == ("failed", 5000)
    assert api.ledger_check().ok


@pytest.mark.parametrize("round_", range(5))
def test_unmatched_money_moved_and_sent_back_at_once_is_spent_once(bank, round_):
    apply_notice(
        provider="memory", notice=Notice("e", Kind.CAPTURED, begin(ask().payment), "s1", Money(6000, "EUR")), at=AT
    )
    row = Unmatched.objects.get().pk
    errors = raised(
        together(
            lambda: api.move_unmatched(unmatched=row, reference="UTO-1", key="m", by=SYSTEM, at=AT),
            *[
                lambda key=key: api.refund_unmatched(unmatched=row, key=key, by=SYSTEM, at=AT, amount=4000)
                for key in "ab"
            ],
        )
    )
    assert [type(error) for error in errors] == [Conflict] * 2
    assert Unmatched.objects.get().taken in (4000, 5000)
    assert api.ledger_check().ok


@pytest.mark.parametrize("round_", range(5))
def test_a_stray_session_told_of_in_many_messages_at_once_is_kept_once(bank, round_):
    said = [Notice(f"e{n}", Kind.CAPTURED, "nothing", "s9", Money(700, "EUR")) for n in range(6)]
    assert not raised(together(*[lambda one=one: apply_notice(provider="memory", notice=one, at=AT) for one in said]))
    assert (Unmatched.objects.get().amount, Event.objects.count()) == (700, 6)
    assert api.ledger_check().ok
