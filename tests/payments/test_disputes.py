"""A payer's bank takes money back: it is set aside while it is disputed, comes back or is lost, and once."""

from itertools import permutations

import pytest
from django.db import IntegrityError, transaction

from legation.ground.errors import Conflict
from legation.ground.outbox.models import Effect
from legation.ground.people.api import SYSTEM
from legation.payments import api
from legation.payments.disputes import EDGES, Dispute, DisputeKind
from legation.payments.models import Dispute as Row
from legation.payments.models import Event, Payment, Refund, Transfer, Unmatched
from legation.payments.providers.base import DisputeNotice, Notice, RefundNotice
from legation.payments.rules import Kind, Money, RefundKind, Verdict
from legation.payments.services.apply_dispute_notice import apply_dispute_notice
from legation.payments.services.apply_notice import apply_notice
from legation.payments.services.apply_refund_notice import apply_refund_notice
from tests.payments.support import AT, ask, held, label, settle, work

pytestmark = pytest.mark.django_db
OPENED, WON, LOST = DisputeKind


def say(kind, *, key=None, attempt="", session="s1", amount=5000, currency="EUR", **other):
    notice = DisputeNotice(key or f"e-{kind}", kind, "dp_1", session, Money(amount, currency), attempt, **other)
    return apply_dispute_notice(provider="memory", notice=notice, at=AT)


@pytest.fixture
def paid(bank):
    """A settled payment of 50.00, as s1 at the bank."""
    return settle(bank)


@pytest.fixture(autouse=True)
def _books_agree():
    yield
    check = api.ledger_check()
    assert check.ok, check


def effects(kind):
    return [effect.body for effect in Effect.objects.filter(kind=f"payments.{kind}")]


def test_every_state_has_its_edges_and_each_moves_money_once():
    assert {(edge.source, edge.event, edge.target) for edge in EDGES} == {
        (Dispute.NONE, OPENED, Dispute.OPEN), (Dispute.OPEN, WON, Dispute.WON), (Dispute.OPEN, LOST, Dispute.LOST),
    }  # fmt: skip
    assert len(EDGES) == 9 and all(edge.posting and edge.effect for edge in EDGES)


def test_what_is_disputed_is_no_more_with_the_provider_and_still_income(paid):
    assert say(OPENED, code="fraudulent", answer_by=AT) == Verdict.APPLIED
    assert held() == {"disputed": 5000, "income": -5000}
    row = Row.objects.get()
    assert (row.state, row.held, row.code, row.answer_by, row.payment.reference) == (
        "open",
        True,
        "fraudulent",
        AT,
        "UTO-1",
    )
    (told,) = effects("disputed")
    assert (told["reference"], told["amount"]) == ("UTO-1", 5000)


def test_what_is_won_is_with_the_provider_again_and_can_be_paid_back(paid):
    say(OPENED)
    assert say(WON) == Verdict.APPLIED
    assert held() == {"clearing": 5000, "income": -5000}
    assert Payment.objects.get().taken == 0 and Row.objects.get().ended_at == AT
    assert api.request_refund(reference="UTO-1", reason="x", key="k", by=SYSTEM, at=AT).amount == 5000


def test_what_is_lost_is_no_income_any_more(paid):
    label(reference="UTO-1", place="CAI", labels={"nationality": "EGY"})
    say(OPENED)
    assert say(LOST) == Verdict.APPLIED
    assert held() == {}
    assert [(row.place, row.labels, row.amount) for row in api.labelled_income(since=AT.date(), until=AT.date())] == [
        ("CAI", {"nationality": "EGY"}, 0)
    ]
    assert len(effects("dispute_lost")) == 1


def test_disputed_money_is_not_paid_back_besides(paid):
    say(OPENED)
    for state in (OPENED, LOST):
        say(state)
        with pytest.raises(Conflict):
            api.request_refund(reference="UTO-1", reason="x", key="k", by=SYSTEM, at=AT)
    assert Payment.objects.get().taken == 5000


def test_what_was_paid_back_before_and_is_lost_is_a_loss(bank, paid):
    api.request_refund(reference="UTO-1", reason="x", key="k", by=SYSTEM, at=AT)
    work()
    say(OPENED)
    assert not Row.objects.get().held
    say(LOST)
    assert held() == {"clearing": -5000, "losses": 5000}


def test_a_refund_that_comes_back_covers_a_dispute_that_is_lost(bank, paid):
    refund = api.request_refund(reference="UTO-1", reason="x", key="k", by=SYSTEM, at=AT).refund
    say(OPENED)
    failed = RefundNotice("f", RefundKind.FAILED, refund, "re-1", Money(5000, "EUR"), code="charge_disputed")
    apply_refund_notice(provider="memory", notice=failed, at=AT)
    say(LOST)
    assert held() == {}
    assert Unmatched.objects.get().taken == 5000 and Row.objects.get().unmatched is not None


def test_part_of_a_payment_may_be_disputed(paid):
    say(OPENED, amount=2000)
    assert api.request_refund(reference="UTO-1", reason="x", key="k", by=SYSTEM, at=AT).amount == 3000
    say(LOST, amount=2000)
    assert held() == {"clearing": 3000, "refunds": -3000}


def test_money_that_settled_nothing_can_be_disputed(bank):
    apply_notice(provider="memory", notice=Notice("e", Kind.CAPTURED, "x", "s1", Money(5000, "EUR")), at=AT)
    say(OPENED)
    assert held() == {"disputed": 5000, "unmatched": -5000}
    with pytest.raises(Conflict):
        api.refund_unmatched(unmatched=Unmatched.objects.get().pk, key="k", by=SYSTEM, at=AT)
    say(LOST)
    assert held() == {}


def test_money_that_was_moved_to_a_payment_is_disputed_there(bank):
    apply_notice(provider="memory", notice=Notice("e", Kind.CAPTURED, "x", "s1", Money(5000, "EUR")), at=AT)
    ask("UTO-7")
    api.move_unmatched(unmatched=Unmatched.objects.get().pk, reference="UTO-7", key="m", by=SYSTEM, at=AT)
    say(OPENED)
    assert effects("disputed")[0]["reference"] == "UTO-7"
    say(LOST)
    assert held() == {}


def test_money_we_know_nothing_of_is_disputed_all_the_same(bank):
    assert say(OPENED, session="s-nobody") == Verdict.APPLIED
    assert held() == {"disputed": 5000, "clearing": -5000}
    say(LOST, session="s-nobody")
    assert held() == {"losses": 5000, "clearing": -5000}
    assert effects("dispute_lost")[0]["reference"] == ""


def test_the_attempt_tells_the_session_where_the_provider_does_not(paid):
    attempt = str(Transfer.objects.get().event.attempt_id)
    say(OPENED, session="", attempt=attempt)
    assert (Row.objects.get().session, Row.objects.get().held) == ("s1", True)


def test_another_currency_than_was_paid_is_kept_and_sets_nothing_aside(paid):
    assert say(OPENED, currency="USD", amount=5400) == Verdict.APPLIED
    assert not Row.objects.get().held and Payment.objects.get().taken == 0


@pytest.mark.parametrize("end", [WON, LOST])
@pytest.mark.parametrize("order", list(permutations(["opened", "end", "opened again", "end again"])))
def test_whatever_comes_first_or_twice_it_ends_the_same(bank, paid, order, end):
    kinds = {"opened": OPENED, "opened again": OPENED, "end": end, "end again": end}
    for number, word in enumerate(order):
        say(kinds[word], key=f"e{number}")
        say(kinds[word], key=f"e{number}")
    assert held() == ({"clearing": 5000, "income": -5000} if end == WON else {})
    assert Transfer.objects.exclude(kind="settlement").count() == 2
    assert len(effects("disputed")) == 1 and len(effects(str(end))) == 1


def test_what_contradicts_is_kept_and_changes_nothing(paid):
    say(OPENED)
    say(WON)
    assert say(LOST) == Verdict.UNEXPECTED
    assert say(WON, amount=4999, key="other") == Verdict.MISMATCH
    assert held() == {"clearing": 5000, "income": -5000}
    assert Event.objects.filter(verdict__in=[Verdict.UNEXPECTED, Verdict.MISMATCH]).count() == 2


def test_the_database_keeps_what_was_disputed(paid):
    say(OPENED)
    for change in ({"amount": 1}, {"currency": "USD"}, {"session": "s9"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Row.objects.update(**change)


def test_no_dispute_touches_a_payment_that_is_settled(paid):
    say(OPENED)
    say(LOST)
    assert api.find(reference="UTO-1").state == "settled"
    assert not Refund.objects.exists()
