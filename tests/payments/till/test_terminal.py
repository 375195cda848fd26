"""A card terminal takes a payment once, whatever happens to it, to its answers and to the line in between."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from legation.ground.errors import Conflict, NotFound, Unavailable
from legation.payments import api as payments
from legation.payments.models import Attempt
from legation.payments.till import nexo
from legation.payments.till.models import Slip, TerminalCall
from legation.payments.till.services.send_to_terminal import ask_terminal, send_to_terminal
from legation.payments.till.services.take_cash import payment_at
from tests.payments.support import work
from tests.payments.till.support import AT, ask, balance, in_order, later, opened, take, worker

pytestmark = pytest.mark.django_db


def send(reference="UTO-1", place="PAR", by=None):
    return send_to_terminal(place=place, reference=reference, language="fr", by=by or worker(place), at=AT)


def look(reference="UTO-1", place="PAR"):
    return ask_terminal(payment_at(reference, place), by=worker(place), at=AT)


def state(reference="UTO-1"):
    return payments.find(reference=reference).state


def test_a_card_pays_the_fee_and_the_payer_gets_a_receipt(terminal):
    ask(place="PAR")
    send()
    assert state() == "settled" and terminal.taken() == [("Payment", 50)]
    slip = Slip.objects.get()
    assert (slip.kind, slip.cash, slip.drawer, slip.number) == ("card", 5000, None, 1)
    assert balance("clearing:terminal:EUR") == 5000 and in_order()


@pytest.mark.parametrize(("fault", "refusal"), [
    ("card_refused", "declined"), ("wrong_pin", "authentication_failed"), ("cancelled", None),
])  # fmt: skip
def test_what_the_payer_does_wrong_takes_nothing_and_may_be_tried_again(terminal, fault, refusal):
    ask(place="PAR")
    terminal.break_with(fault)
    send()
    assert state() in ("requested", "refused") and terminal.taken() == []
    assert payments.find(reference="UTO-1").last_refusal == refusal
    terminal.break_with()
    send()
    assert state() == "settled" and len(terminal.taken()) == 1 and in_order()


@pytest.mark.parametrize(("fault", "said"), [("busy", "busy"), ("paper_out", "no paper")])
def test_a_terminal_that_does_not_begin_says_why(terminal, fault, said):
    ask(place="PAR")
    terminal.break_with(fault)
    with pytest.raises(Unavailable) as found:
        send()
    assert said in str(found.value.reader) and terminal.taken() == []
    terminal.break_with()
    send()
    assert state() == "settled" and len(terminal.taken()) == 1 and in_order()


@pytest.mark.parametrize("fault", ["answer_lost", "timeout_after_capture"])
def test_after_a_lost_answer_the_terminal_is_asked_and_nothing_is_charged_twice(terminal, fault):
    ask(place="PAR")
    terminal.break_with(fault, "status_lost")
    send()
    assert state() == "pending" and Slip.objects.count() == 0
    for _again in range(2):
        with pytest.raises(Unavailable):
            send()
    assert state() == "pending"
    terminal.break_with()
    look()
    assert state() == "settled" and len(terminal.taken()) == 1
    assert Slip.objects.count() == 1 and Attempt.objects.count() == 1 and in_order()


def test_a_power_cut_in_the_middle_takes_nothing_and_is_said_afterwards(terminal):
    ask(place="PAR")
    terminal.break_with("power_cut")
    send()
    assert state() == "requested" and terminal.taken() == []
    terminal.break_with()
    send()
    assert state() == "settled" and len(terminal.taken()) == 1 and in_order()


def test_the_answer_to_another_message_settles_nothing(terminal):
    for reference in ("UTO-1", "UTO-2"):
        ask(reference, place="PAR", amount=5000 if reference == "UTO-1" else 700)
    send("UTO-1")
    terminal.break_with("duplicate_answer", "status_lost")
    send("UTO-2")
    assert state("UTO-2") == "pending"
    terminal.break_with()
    look("UTO-2")
    assert state("UTO-2") == "settled" and balance("clearing:terminal:EUR") == 5700 and in_order()


def test_what_is_asked_is_written_down_before_and_sent_again_under_the_same_name(terminal, monkeypatch):
    ask(place="PAR")
    monkeypatch.setattr(nexo, "pay", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send()
    call = TerminalCall.objects.get()
    assert call.service == nexo.service_of(str(Attempt.objects.get().pk))
    monkeypatch.undo()


def test_cash_is_not_taken_while_a_card_may_be_charged(terminal):
    ask(place="PAR")
    by = worker("PAR")
    opened(by, "PAR")
    terminal.break_with("answer_lost", "status_lost")
    send()
    with pytest.raises(Unavailable):
        take(by, place="PAR")
    terminal.break_with()
    with pytest.raises(Conflict, match="is paid"):
        take(by, place="PAR")
    assert balance("drawer:PAR:EUR") == 0 and len(terminal.taken()) == 1 and in_order()


def test_a_payment_under_way_is_stopped_for_cash(terminal, monkeypatch):
    ask(place="PAR")
    by = worker("PAR")
    opened(by, "PAR")
    monkeypatch.setenv("TERMINAL_SECONDS", "30")
    send()
    assert state() == "pending"
    try:  # the terminal is told to stop, and seldom has at once
        take(by, place="PAR")
    except Conflict as told:
        assert "open elsewhere" in str(told)
    for _while_it_stops in range(100):
        time.sleep(0.1)
        if look().state != "pending":
            break
    assert take(by, place="PAR").cash == 5000 and terminal.taken() == [] and in_order()


def test_money_goes_back_to_the_card_in_parts_and_no_more_than_came(terminal):
    ask(place="PAR")
    send()
    accountant = worker("PAR", "accountant")
    for number, amount in enumerate((2000, 3000)):
        payments.request_refund(reference="UTO-1", reason="x", key=str(number), by=accountant, at=AT, amount=amount)
    work()
    assert [one[0] for one in terminal.taken()] == ["Payment", "Reversal", "Reversal"]
    assert {refund.state for refund in payments.find(reference="UTO-1").refunds} == {"refunded"}
    assert balance("clearing:terminal:EUR") == 0 and in_order()


def test_a_reversal_whose_answer_is_lost_is_not_sent_twice(terminal):
    ask(place="PAR")
    send()
    payments.request_refund(reference="UTO-1", reason="x", key="k", by=worker("PAR", "accountant"), at=AT)
    terminal.break_with("answer_lost")
    work()
    terminal.break_with()
    payments.chase(at=later(hours=1))
    assert [one[0] for one in terminal.taken()] == ["Payment", "Reversal"]
    assert payments.find(reference="UTO-1").refunds[0].state == "refunded" and in_order()


def test_a_reversal_that_is_refused_becomes_unmatched_money(terminal):
    ask(place="PAR")
    send()
    payments.request_refund(reference="UTO-1", reason="x", key="k", by=worker("PAR", "accountant"), at=AT)
    terminal.break_with("reversal_refused")
    work()
    assert balance("unmatched:terminal:EUR") == -5000 and in_order()


def test_the_acquirers_day_agrees_with_our_books(terminal):
    for reference in ("UTO-1", "UTO-2"):
        ask(reference, place="PAR")
        send(reference)
    payments.request_refund(reference="UTO-2", reason="x", key="k", by=worker("PAR", "accountant"), at=AT)
    work()
    today = datetime.now(UTC)
    report = payments.reconcile(provider="terminal", day=today.date(), at=today + timedelta(days=1))
    assert (report.theirs, report.ours, report.differences) == (3, 3, ())


def test_a_post_without_a_terminal_says_so(terminal):
    ask(place="ANK")
    with pytest.raises(NotFound, match="no terminal"):
        send(place="ANK")


@pytest.mark.parametrize("said", [
    {}, {"SaleToPOIResponse": {}}, {"SaleToPOIResponse": {"MessageHeader": {}, "PaymentResponse": []}},
])  # fmt: skip
def test_an_answer_nobody_understands_is_none(said):
    with pytest.raises(Unavailable):
        nexo._body(said, "Payment", "P", "s")
