"""Money that came and settled nothing: kept, seen, moved or sent back. And money that came late."""

from datetime import timedelta

import pytest

from legation.ground.errors import Conflict, NotAllowed, NotFound
from legation.ground.outbox.models import Effect
from legation.ground.people.api import SYSTEM, Actor
from legation.payments import api
from legation.payments.models import Attempt, Event, Payment, Refund, Unmatched
from legation.payments.providers.base import Notice
from legation.payments.rules import Kind, Money
from legation.payments.services.apply_notice import apply_notice
from tests.payments.support import AT, BACK, ask, begin, held, settle, work

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=3)


def captured(attempt, amount=5000, key="evt_c", session="s1", kind=Kind.CAPTURED):
    return apply_notice(provider="memory", notice=Notice(key, kind, attempt, session, Money(amount, "EUR")), at=AT)


def state(reference="UTO-1"):
    return api.find(reference=reference).state


def overpaid(bank, amount=6000):
    captured(begin(ask().payment), amount)
    return Unmatched.objects.get()


def move(row, reference="UTO-1", key="m1", by=SYSTEM):
    return api.move_unmatched(unmatched=row.pk, reference=reference, key=key, by=by, at=AT)


def test_other_money_leaves_the_payment_to_be_paid_and_can_pay_it(bank):
    row = overpaid(bank)
    assert (row.why, row.amount, state()) == ("other_amount", 6000, "requested")
    assert move(row).state == "settled"
    row.refresh_from_db()
    assert (row.taken, held()) == (5000, {"clearing": 6000, "income": -5000, "unmatched": -1000})
    assert Effect.objects.filter(kind="payments.settled").count() == 1
    assert api.ledger_check().ok


def test_what_is_over_goes_back(bank):
    row = overpaid(bank)
    bank.sessions = {name: one.__class__(one.name, one.page, Money(6000, "EUR"), Kind.CAPTURED)
                     for name, one in bank.sessions.items()}  # fmt: skip
    move(row)
    refund = api.refund_unmatched(unmatched=row.pk, key="r1", by=SYSTEM, at=AT)
    assert (refund.amount, refund.reference) == (1000, "UTO-1")
    assert work() == 1
    assert held() == {"clearing": 5000, "income": -5000}
    with pytest.raises(Conflict):
        api.refund_unmatched(unmatched=row.pk, key="r2", by=SYSTEM, at=AT)


def test_a_payment_paid_from_unmatched_money_is_paid_back_to_where_that_came_from(bank):
    row = overpaid(bank, 5000 + 5000)
    move(row)
    api.request_refund(reference="UTO-1", reason="withdrawn", key="k", by=SYSTEM, at=AT)
    assert Refund.objects.get().session == "s1"
    assert api.ledger_check().ok


def test_a_move_is_done_once_under_its_key_and_only_where_money_is_needed(bank):
    row = overpaid(bank, 20_000)
    ask("UTO-2", amount=7000)
    ask("UTO-3", amount=15_001)
    assert move(row, "UTO-2") == move(row, "UTO-2")
    with pytest.raises(Conflict, match="another move"):
        move(row, "UTO-1")
    with pytest.raises(Conflict, match="needs no money"):
        move(row, "UTO-2", key="m2")
    with pytest.raises(Conflict, match="not enough"):
        move(row, "UTO-3", key="m3")
    with pytest.raises(NotFound):
        move(row, "nothing", key="m4")
    row.refresh_from_db()
    assert row.taken == 7000
    assert api.ledger_check().ok


def test_a_stranger_moves_nothing(bank):
    row = overpaid(bank)
    for role in ("accountant", "visa_officer", "applicant"):
        with pytest.raises(NotAllowed):
            move(row, by=Actor(role=role, name="x"))


def test_a_second_capture_settles_nothing_and_is_kept(bank):
    payment = settle(bank).payment
    second = Attempt.objects.create(
        id="01a1d013-7ae0-78fe-8a1d-a2caf35d68d7", payment_id=payment, provider="memory", return_url=BACK,
        language="en", started_at=AT,
    )  # fmt: skip
    assert captured(str(second.pk), session="s7") == "applied"
    assert Unmatched.objects.get().why == "double"
    assert held() == {"clearing": 10_000, "income": -5000, "unmatched": -5000}
    assert Effect.objects.filter(kind="payments.settled").count() == 1


def test_a_page_that_was_left_open_closes_and_can_be_opened_anew(bank):
    payment = ask().payment
    begin(payment)
    assert api.chase(at=LATER).attempts == 1
    assert (state(), Attempt.objects.get().state) == ("requested", "expired")
    begin(payment)
    assert state() == "pending"


def test_a_page_still_in_its_time_is_asked_about_and_left_open(bank):
    begin(ask().payment)
    api.chase(at=AT + timedelta(minutes=30))
    assert state() == "pending"


def test_a_page_the_provider_never_had_is_over_after_its_time(bank):
    begin(ask().payment)
    bank.sessions.clear()
    api.chase(at=LATER)
    assert Attempt.objects.get().state == "expired"


def test_money_for_a_page_that_was_over_revives_the_payment(bank):
    attempt = begin(ask().payment)
    api.chase(at=LATER)
    assert captured(attempt) == "applied"
    assert state() == "settled"
    assert Effect.objects.filter(kind="payments.settled").count() == 1


def test_money_that_was_quicker_than_the_closing_settles(bank):
    attempt = begin(ask().payment)
    bank.end(attempt)
    api.chase(at=LATER)
    assert state() == "settled"


def test_the_page_beside_a_settled_payment_is_closed(bank):
    payment = ask().payment
    first = begin(payment)
    api.chase(at=LATER)
    begin(payment)
    captured(first)
    assert state() == "settled"
    api.chase(at=LATER)
    assert set(Attempt.objects.values_list("state", flat=True)) == {"captured", "expired"}
    assert not Unmatched.objects.exists()


def test_a_closed_payment_cannot_be_started_but_takes_money_that_comes(bank):
    payment = ask().payment
    attempt = begin(payment)
    api.close_payment(reference="UTO-1", at=AT)
    api.close_payment(reference="UTO-1", at=AT)
    with pytest.raises(Conflict, match="expired"):
        begin(payment)
    captured(attempt)
    assert state() == "settled"
    assert Event.objects.filter(kind="lapsed").count() == 1


def test_a_paid_payment_is_not_closed(bank):
    settle(bank)
    api.close_payment(reference="UTO-1", at=AT)
    assert state() == "settled"


def test_what_nobody_touches_for_a_month_is_over(bank):
    ask()
    assert api.chase(at=AT + timedelta(days=29)).payments == 0
    assert api.chase(at=AT + timedelta(days=31)).payments == 1
    assert state() == "expired"


def test_chasing_takes_up_a_refund_the_queue_gave_up(bank):
    settle(bank)
    bank.poor = True
    api.request_refund(reference="UTO-1", reason="withdrawn", key="k", by=SYSTEM, at=AT)
    assert api.chase(at=LATER).unanswered == 1
    bank.poor = False
    assert api.chase(at=LATER).unanswered == 0
    assert api.find(reference="UTO-1").refunds[0].state == "refunded"


def test_starting_under_a_key_is_answered_the_same_for_ever(bank):
    payment = ask().payment

    def start(key="k", back=BACK):
        return api.start(payment=payment, provider="memory", return_url=back, language="en", at=AT, key=key)

    page = start()
    assert start() == page
    with pytest.raises(Conflict):
        start(back=BACK + "?other")
    bank.end(str(Attempt.objects.get().pk), Kind.REFUSED)
    api.refresh(payment=payment, at=AT)
    assert start() == page
    assert start("k2") != page
    assert Attempt.objects.count() == 2


def test_labels_are_kept_in_one_line():
    api.request_payment(
        reference="UTO-1", amount=100, currency="EUR", purpose="evisa", at=AT, place="CAI",
        labels={"procedure": "evisa", "nationality": "EGY"},
    )  # fmt: skip
    row = Payment.objects.get()
    assert (row.place, row.labels) == ("CAI", "nationality=EGY procedure=evisa")
