"""The house and the bank as two programs that speak over HTTP. What every provider must do stands in contract/."""

import socket
import threading
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from legation.ground.errors import NotAllowed, Unavailable
from legation.payments import api
from legation.payments.models import Attempt
from legation.payments.providers import wire
from legation.payments.providers.secret import secret_path
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
    connection = HTTPConnection(parts.hostname, parts.port, timeout=30)
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
    # an earlier bank at the same port may have left a connection behind
    monkeypatch.setattr(wire, "_open", threading.local())
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


def paid(testbank, number="4242424242424242"):
    payment = ask()
    page = start(payment)
    pay(page, number=number)
    api.refresh(payment=payment, at=now())
    assert api.find(reference="UTO-1").state == "settled"
    return payment


def test_a_file_signed_by_somebody_else_is_not_read(testbank, monkeypatch):
    paid(testbank)
    monkeypatch.setattr("legation.payments.providers.testbank.webhook_key", lambda: b"another")
    with pytest.raises(NotAllowed):
        api.reconcile(provider="testbank", day=now().date(), at=now() + timedelta(days=1))
