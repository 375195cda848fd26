"""Paying back: written first, asked before it is sent again, never more than came in."""

import pytest
from django.db import IntegrityError, transaction

from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.ground.outbox.models import Effect
from legation.ground.people.api import SYSTEM, Actor
from legation.payments import api
from legation.payments.models import Attempt, Event, Payment, Refund, Transfer, Unmatched
from legation.payments.providers.base import RefundNotice
from legation.payments.rules import Money, RefundKind
from legation.payments.services.apply_refund_notice import apply_refund_notice
from tests.payments.support import AT, ask, held, settle, work

pytestmark = pytest.mark.django_db


def give_back(key="k1", reference="UTO-1", **other):
    asked = {"reason": "withdrawn", "by": SYSTEM, "at": AT} | other
    return api.request_refund(reference=reference, key=key, **asked)


def say(refund, kind, key="evt_r", amount=5000, **other):
    said = {"refund": refund, "name": f"re-{refund}", "money": Money(amount, "EUR")} | other
    return apply_refund_notice(provider="memory", notice=RefundNotice(key, kind, **said), at=AT)


def state(refund):
    return Refund.objects.get(pk=refund).state


def test_a_refund_sets_its_money_aside_before_the_provider_hears_of_it(bank):
    settle(bank)
    refund = give_back()
    assert (refund.state, refund.amount, bank.refunds) == ("requested", 5000, {})
    assert held() == {"clearing": 5000, "refunds": -5000}
    assert api.ledger_check().ok


def test_the_worker_sends_it_and_the_department_hears_once(bank):
    settle(bank)
    refund = give_back().refund
    assert work() == 1
    assert say(refund, RefundKind.REFUNDED) == "repeated"
    assert (state(refund), held()) == ("refunded", {})
    told = Effect.objects.get(kind="payments.refunded").body
    assert (told["reference"], told["amount"], told["reason"]) == ("UTO-1", 5000, "withdrawn")
    assert api.ledger_check().ok


def test_an_answer_that_was_lost_is_asked_for_and_not_ordered_again(bank, monkeypatch):
    settle(bank)
    refund = give_back().refund
    bank.silent = True
    assert work() == 0
    bank.silent = False
    monkeypatch.setattr(bank, "create_refund", lambda order: pytest.fail("ordered again without asking"))
    assert work() == 1
    assert state(refund) == "refunded"


def test_a_balance_too_low_is_waited_out_and_says_so(bank):
    settle(bank)
    refund = give_back().refund
    bank.poor = True
    assert work() == 0
    assert (state(refund), Refund.objects.get().code) == ("requested", "balance_too_low")
    bank.poor = False
    assert work() == 1
    assert (state(refund), Refund.objects.get().code) == ("refunded", "")


def test_parts_are_paid_back_until_nothing_is_left(bank):
    settle(bank)
    give_back("a", amount=2000)
    give_back("b", amount=1000)
    assert give_back("c").amount == 2000
    with pytest.raises(Conflict):
        give_back("d", amount=1)
    with pytest.raises(Conflict):
        give_back("e")
    assert api.find(reference="UTO-1").taken == 5000
    assert api.income()[0].amount == 0
    assert api.ledger_check().ok


def test_more_than_came_in_is_refused_even_by_the_database(bank):
    settle(bank)
    with pytest.raises(Conflict):
        give_back(amount=5001)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.update(taken=5001)
    assert not Refund.objects.exists()


def test_what_is_not_paid_is_not_paid_back(bank):
    ask()
    with pytest.raises(Conflict):
        give_back()
    with pytest.raises(NotFound):
        give_back(reference="nothing")
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.update(taken=1)


@pytest.mark.parametrize("wrong", [{"amount": 0}, {"amount": -1}, {"amount": 1.5}, {"reason": ""}, {"key": "k" * 81}])
def test_nonsense_is_refused(bank, wrong):
    settle(bank)
    with pytest.raises(Invalid):
        give_back(**wrong)


def test_the_same_request_under_one_key_is_answered_the_same_and_done_once(bank):
    settle(bank)
    first = give_back(amount=1000)
    assert give_back(amount=1000) == first
    assert Refund.objects.count() == Transfer.objects.filter(kind="refund").count() == 1
    with pytest.raises(Conflict, match="another refund"):
        give_back(amount=999)
    settle(bank, "UTO-2")
    with pytest.raises(Conflict, match="another refund"):
        give_back(reference="UTO-2", amount=1000)


def test_nobody_but_the_engine_and_accountants_may(bank):
    settle(bank)
    for by in (Actor(role="applicant", name="applicant"), Actor(role="accountant", name="x"), Actor("rule", "rule")):
        with pytest.raises(NotAllowed):
            give_back(by=by)


def test_news_in_the_wrong_order_ends_where_the_right_order_does(bank):
    settle(bank)
    bank.down = True
    refund = give_back().refund
    assert say(refund, RefundKind.REFUNDED, "evt_2") == "applied"
    assert say(refund, RefundKind.PENDING, "evt_1") == "repeated"
    assert (state(refund), held()) == ("refunded", {})


@pytest.mark.parametrize("paid_first", [False, True])
def test_a_refund_that_fails_becomes_money_an_accountant_sees(bank, paid_first):
    settle(bank)
    bank.slow = True
    refund = give_back().refund
    work()
    if paid_first:
        say(refund, RefundKind.REFUNDED, "evt_1")
    assert say(refund, RefundKind.FAILED, "evt_2", code="account_closed") == "applied"
    assert say(refund, RefundKind.FAILED, "evt_3") == "repeated"
    assert say(refund, RefundKind.REFUNDED, "evt_4") == "unexpected"
    row = Unmatched.objects.get()
    assert (row.why, row.amount, str(row.refund_id)) == ("refund_failed", 5000, refund)
    assert held() == {"clearing": 5000, "unmatched": -5000}
    assert Effect.objects.filter(kind="payments.refund_failed").count() == 1
    assert api.ledger_check().ok


def test_a_failed_refund_is_paid_back_again_from_there(bank):
    settle(bank)
    bank.slow = True
    refund = give_back().refund
    work()
    bank.end_refund(refund, RefundKind.FAILED)
    say(refund, RefundKind.FAILED)
    bank.slow = False
    api.refund_unmatched(unmatched=Unmatched.objects.get().pk, key="again", by=SYSTEM, at=AT)
    assert work() == 1
    assert (held(), Unmatched.objects.get().taken) == ({}, 5000)
    assert api.ledger_check().ok


def test_news_of_another_amount_changes_nothing_and_is_seen(bank):
    settle(bank)
    bank.slow = True
    refund = give_back().refund
    work()
    assert say(refund, RefundKind.REFUNDED, amount=4999) == "mismatch"
    assert state(refund) == "pending"


def test_a_refund_nobody_asked_us_for_is_kept_to_be_looked_at():
    for refund in ("", "nothing", "0" * 32):
        assert say(refund, RefundKind.REFUNDED, key=f"evt{refund}") == "unknown"
    assert api.ledger_check().ok


def test_a_refund_made_at_the_provider_is_taken_into_our_books_once(bank):
    settle(bank)
    attempt = str(Attempt.objects.get().pk)
    for key, kind in (("evt_1", RefundKind.PENDING), ("evt_2", RefundKind.REFUNDED), ("evt_3", RefundKind.REFUNDED)):
        say("", kind, key, amount=2000, name="re_hand", attempt=attempt)
    row = Refund.objects.get()
    assert (row.state, row.amount, row.asked_by) == ("refunded", 2000, "provider")
    assert held() == {"clearing": 3000, "income": -3000}
    assert api.ledger_check().ok


def test_one_made_at_the_provider_after_all_was_promised_is_seen_and_takes_nothing(bank):
    settle(bank)
    give_back()
    attempt = str(Attempt.objects.get().pk)
    assert say("", RefundKind.REFUNDED, amount=2000, name="re_hand", attempt=attempt) == "unknown"
    assert Refund.objects.count() == 1
    assert Event.objects.filter(verdict="unknown").count() == 1


def test_what_a_refund_is_about_never_changes(bank):
    settle(bank)
    give_back()
    for change in ({"amount": 1}, {"key": "other"}, {"session": "s9"}, {"digest": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Refund.objects.update(**change)


def test_a_payment_tells_what_is_paid_back_of_it(bank, django_assert_num_queries):
    view = settle(bank)
    with django_assert_num_queries(0):
        assert view.refunds == []
    give_back(amount=700)
    assert [(one.amount, one.state) for one in api.find(reference="UTO-1").refunds] == [(700, "requested")]
