"""The house and the bank as two programs that speak over HTTP, from the pay button to the books."""

import json
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from legation.ground.errors import NotAllowed, Unavailable
from legation.ground.people.api import SYSTEM
from legation.payments import api
from legation.payments.models import Attempt, Event, Refund, Unmatched
from legation.payments.providers import registry, wire
from legation.payments.providers.base import RefundNotice, RefundOrder, Step
from legation.payments.providers.secret import secret_path
from legation.payments.rules import Kind, Money, RefundKind
from legation.payments.services.send_refund import ask_about_refund, take_refund_answer
from legation.payments.testbank.faults import read
from legation.payments.testbank.store import Store
from tests.payments.support import BACK
from tests.payments.testbank.support import GOOD, Receiver, RunningBank

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.stop()


@pytest.fixture
def testbank(tmp_path, receiver, settings):
    bank = RunningBank(tmp_path, secret=secret_path().read_text(), webhook_url=receiver.url)
    settings.LEGATION_TESTBANK = bank.address
    yield bank
    bank.stop()


def now():
    return datetime.now(UTC)


def ask():
    return api.request_payment(reference="UTO-1", amount=5000, currency="EUR", purpose="evisa", at=now()).payment


def start(payment):
    return api.start(payment=payment, provider="testbank", return_url=BACK, language="en", at=now())


def pay(page, **other):
    """What a browser does with the form; gives where it is led."""
    parts = urlsplit(page)
    connection = HTTPConnection(parts.hostname, parts.port, timeout=5)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", parts.path, urlencode(GOOD | other), headers)
    return connection.getresponse().headers["Location"]


def hear(receiver, count=1):
    header, body = receiver.wait(count)[count - 1]
    api.receive(provider="testbank", body=body, headers={"Testbank-Signature": header}, at=now())


def test_a_payer_pays_and_the_message_settles(testbank, receiver):
    page = start(ask())
    assert page.startswith(f"{testbank.address}/pay/")
    assert pay(page) == BACK
    hear(receiver)
    assert api.find(reference="UTO-1").state == "settled"
    assert api.ledger_check().ok


def test_a_payer_who_is_back_before_the_message_is_settled_by_asking(testbank, receiver):
    payment = ask()
    pay(start(payment))
    assert api.refresh(payment=payment, at=now()).state == "settled"
    hear(receiver)
    assert api.income()[0].amount == 5000


def test_a_payer_whose_card_is_refused_pays_with_another(testbank, receiver):
    payment = ask()
    pay(start(payment), number="4000000000009995")
    hear(receiver)
    assert api.find(reference="UTO-1").last_refusal == "insufficient_funds"
    pay(start(payment))
    hear(receiver, 2)
    assert api.find(reference="UTO-1").state == "settled"
    assert list(Attempt.objects.order_by("pk").values_list("state", flat=True)) == ["refused", "captured"]


def test_the_pay_button_leads_to_the_same_page_until_it_is_paid(testbank):
    payment = ask()
    page = start(payment)
    assert start(payment) == page
    pay(page)
    assert start(payment) == BACK
    assert api.find(reference="UTO-1").state == "settled"


def test_a_bank_that_is_away_can_be_paid_at_when_it_is_back(testbank):
    payment = ask()
    testbank.stop()
    with pytest.raises(Unavailable):
        start(payment)
    testbank.start()
    assert pay(start(payment)) == BACK
    assert Attempt.objects.count() == 1


def test_a_bank_that_restarted_is_reached_on_a_new_connection(testbank):
    payment = ask()
    page = start(payment)
    testbank.stop()
    testbank.start()
    assert start(payment) == page


def test_one_connection_serves_many_requests(testbank, monkeypatch):
    opened = []
    connect = wire._connect
    monkeypatch.setattr(wire, "_connect", lambda base: opened.append(base) or connect(base))
    payment = ask()
    for _ in range(4):
        start(payment)
    assert len(opened) == 1


def test_a_bank_with_another_secret_lets_nobody_in(testbank):
    from legation.payments.providers import secret

    secret_path().write_text("another")
    secret._derived.cache_clear()
    with pytest.raises(Unavailable):
        start(ask())


def test_something_that_is_not_the_bank_is_no_answer(settings):
    stranger = Receiver()
    settings.LEGATION_TESTBANK = stranger.url.removesuffix("/hook")
    with pytest.raises(Unavailable):
        start(ask())
    stranger.stop()


def test_a_bank_that_takes_the_call_and_says_nothing_is_not_waited_for_long(settings, monkeypatch):
    monkeypatch.setattr(wire, "TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.LEGATION_TESTBANK = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Unavailable):
            start(ask())
    assert api.find(reference="UTO-1").state == "pending"


def give_back(amount=None, key="k"):
    return api.request_refund(reference="UTO-1", reason="withdrawn", key=key, by=SYSTEM, at=now(), amount=amount).refund


def wait_for_refund(refund, state):
    """Ask, as the worker does again and again, until it has come that far."""
    for _ in range(100):
        with suppress(Unavailable):
            said = ask_about_refund(refund=refund)
            if said:
                take_refund_answer(refund=refund, said=said, at=now())
        if Refund.objects.get(pk=refund).state == state:
            return
        time.sleep(0.1)
    raise AssertionError(f"{refund} is {Refund.objects.get(pk=refund).state}")


def paid(testbank, number="4242424242424242"):
    payment = ask()
    page = start(payment)
    pay(page, number=number)
    api.refresh(payment=payment, at=now())
    assert api.find(reference="UTO-1").state == "settled"
    return payment


def faults(testbank, *names):
    Store(testbank.environ["TESTBANK_DATABASE"]).switch(read(dict.fromkeys(names, "")))
    time.sleep(0.6)  # the bank knows its faults for half a second


def heard_of(receiver, kind):
    """Every message of that kind that was signed by the bank, taken in."""
    for header, body in receiver.heard:
        if json.loads(body)["kind"] == kind:
            with suppress(NotAllowed):
                api.receive(provider="testbank", body=body, headers={"Testbank-Signature": header}, at=now())


def test_what_was_paid_is_paid_back_and_both_sides_agree(testbank, receiver):
    paid(testbank)
    wait_for_refund(give_back(2000), "refunded")
    receiver.wait(2)
    heard_of(receiver, "refunded")
    assert Event.objects.filter(kind="refunded").values_list("verdict", flat=True)[0] == "applied"
    assert api.ledger_check().ok


def test_the_bank_gives_no_more_back_than_it_took(testbank):
    paid(testbank)
    session = Attempt.objects.get().session
    provider = registry.provider_named("testbank")
    first = provider.create_refund(RefundOrder("r-1", session, Money(4000, "EUR")))
    assert provider.create_refund(RefundOrder("r-1", session, Money(4000, "EUR"))) == first
    assert provider.create_refund(RefundOrder("r-2", session, Money(1001, "EUR"))).kind == RefundKind.FAILED
    assert provider.find_refund(RefundOrder("r-2", session, Money(1001, "EUR"))) is None


def test_a_refund_that_takes_a_while_and_one_that_comes_back(testbank):
    paid(testbank, "4000000000005126")
    refund = give_back()
    wait_for_refund(refund, "refunded")
    order = RefundOrder(refund, Attempt.objects.get().session, Money(5000, "EUR"))
    for _ in range(80):
        said = registry.provider_named("testbank").find_refund(order)
        if said.kind == RefundKind.FAILED:
            break
        time.sleep(0.1)
    notice = RefundNotice(None, said.kind, refund, said.name, said.money, code=said.code)
    take_refund_answer(refund=refund, said=notice, at=now())
    assert Unmatched.objects.get().why == "refund_failed"
    assert api.ledger_check().ok


def test_a_refund_whose_answer_is_lost_is_found(testbank):
    paid(testbank)
    faults(testbank, "timeout_after_refund")
    refund = give_back()
    with pytest.raises(Unavailable):
        ask_about_refund(refund=refund)
    wait_for_refund(refund, "refunded")


def test_a_bank_that_is_too_poor_is_waited_for(testbank):
    paid(testbank)
    faults(testbank, "balance_too_low")
    refund = give_back()
    with pytest.raises(Unavailable):
        ask_about_refund(refund=refund)
    assert Refund.objects.get().code == "balance_too_low"
    faults(testbank)
    wait_for_refund(refund, "refunded")


def test_silence_after_the_capture_is_broken_by_asking(testbank):
    payment = ask()
    assert pay(start(payment), number="4000009990000112") is None
    assert api.refresh(payment=payment, at=now()).state == "settled"


def test_a_forged_message_comes_first_and_is_turned_away(testbank, receiver):
    pay(start(ask()), number="4000009990000443")
    receiver.wait(2)
    verdicts = []
    for header, body in receiver.heard:
        try:
            api.receive(provider="testbank", body=body, headers={"Testbank-Signature": header}, at=now())
            verdicts.append("taken")
        except NotAllowed:
            verdicts.append("forged")
    assert sorted(verdicts) == ["forged", "taken"]
    assert api.find(reference="UTO-1").state == "settled"


def test_a_message_sent_twice_counts_once(testbank, receiver):
    pay(start(ask()), number="4000009990000229")
    receiver.wait(2)
    heard_of(receiver, "captured")
    assert Event.objects.count() == 1


def test_a_bank_that_is_down_says_so_and_takes_money_later(testbank):
    payment = ask()
    faults(testbank, "provider_down")
    with pytest.raises(Unavailable):
        start(payment)
    faults(testbank)
    assert start(payment)


def test_a_session_is_closed_and_then_takes_nothing(testbank):
    payment = ask()
    page = start(payment)
    attempt = Attempt.objects.get()
    provider = registry.provider_named("testbank")
    assert provider.close_session(attempt=str(attempt.pk), session="").ended == Kind.EXPIRED
    assert provider.close_session(attempt="nobody", session="") is None
    pay(page)
    assert api.refresh(payment=payment, at=now()).state == "requested"


def test_a_challenge_is_passed_refused_or_left(testbank):
    payment = ask()
    page = start(payment)
    where = pay(page, number="4000002760003184")
    assert where.startswith(urlsplit(page).path + "/challenge")
    assert registry.provider_named("testbank").query(
        attempt=str(Attempt.objects.get().pk), session=""
    ).step == Step.CHALLENGE  # fmt: skip
    assert api.refresh(payment=payment, at=now()).state == "pending"
    assert pay(testbank.address + where, answer="no") == BACK
    assert api.refresh(payment=payment, at=now()).last_refusal == "authentication_failed"
    page = start(payment)
    assert pay(testbank.address + pay(page, number="4000002760003184"), answer="yes") == BACK
    assert api.refresh(payment=payment, at=now()).state == "settled"


def test_the_days_file_agrees_until_something_is_planted_in_it(testbank):
    payment = paid(testbank)
    second = api.request_payment(reference="UTO-2", amount=700, currency="EUR", purpose="evisa", at=now()).payment
    pay(start(second))
    api.refresh(payment=second, at=now())
    wait_for_refund(give_back(2000), "refunded")
    today, tomorrow = now().date(), now() + timedelta(days=1)

    def differences():
        report = api.reconcile(provider="testbank", day=today, at=tomorrow)
        return [one.kind for one in report.differences]

    assert differences() == []
    assert {row.account: row.amount for row in api.balances() if row.account.startswith("bank")} == {"bank:EUR": 3700}
    for planted, found in {
        "file_missing": ["missing_there"], "file_extra": ["missing_here"],
        "file_amount": ["other_amount"], "file_double": ["double"],
    }.items():  # fmt: skip
        faults(testbank, planted)
        assert differences() == found, planted
    assert payment


def test_a_file_signed_by_somebody_else_is_not_read(testbank, monkeypatch):
    paid(testbank)
    monkeypatch.setattr("legation.payments.providers.testbank.webhook_key", lambda: b"another")
    with pytest.raises(NotAllowed):
        api.reconcile(provider="testbank", day=now().date(), at=now() + timedelta(days=1))
