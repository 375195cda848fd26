"""The test bank tells the merchant, at least once, and proves that it is the bank."""

import hmac
import json
import threading
import time
from hashlib import sha256

import pytest

from legation.payments.testbank.app import Bank
from legation.payments.testbank.config import Config
from tests.payments.testbank.support import SECRET, Receiver, Visitor


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.stop()


def banking(tmp_path, url):
    config = Config(str(tmp_path / "bank.sqlite3"), SECRET, url, "http://bank.test")
    bank = Bank(config)
    return bank, Visitor(bank, config.derived("bearer"))


def paid(tmp_path, url):
    bank, visitor = banking(tmp_path, url)
    visitor.pay(visitor.open())
    return bank


def test_a_payment_is_told_at_once_and_signed(tmp_path, receiver):
    bank = paid(tmp_path, receiver.url)
    ((header, body),) = receiver.wait(1)
    bank.close()
    said = json.loads(body)
    assert (said["kind"], said["reference"], said["amount"]) == ("captured", "attempt-1", 5000)
    moment, given = [part.split("=")[1] for part in header.split(",")]
    key = Config("", SECRET, "", "").derived("webhook").encode()
    assert given == hmac.new(key, f"{moment}.".encode() + body, sha256).hexdigest()
    assert abs(time.time() - int(moment)) < 10


def test_a_merchant_that_does_not_confirm_is_told_again(tmp_path, receiver):
    receiver.statuses = [500, 404]
    bank = paid(tmp_path, receiver.url)
    heard = receiver.wait(3)
    bank.close()
    assert len({body for _, body in heard}) == 1
    assert len(heard) == 3


def test_what_was_not_delivered_is_delivered_after_a_restart(tmp_path, receiver, monkeypatch):
    monkeypatch.setattr("legation.payments.testbank.store.LEASE_SECONDS", 0)
    paid(tmp_path, "").close()
    bank, _ = banking(tmp_path, receiver.url)
    heard = receiver.wait(1)
    bank.close()
    assert len(heard) >= 1


def test_a_merchant_that_is_not_there_is_waited_for(tmp_path):
    receiver = Receiver()
    receiver.stop()
    bank = paid(tmp_path, receiver.url)
    time.sleep(0.2)
    bank.close()
    bank, _ = banking(tmp_path, "")
    assert bank._deliveries._store.claim_due(10) == []


def test_a_confirmed_message_is_not_sent_again(tmp_path, receiver):
    bank = paid(tmp_path, receiver.url)
    receiver.wait(1)
    time.sleep(1.2)
    bank.close()
    assert len(receiver.heard) == 1


def test_many_payments_at_once_are_each_told(tmp_path, receiver):
    bank, visitor = banking(tmp_path, receiver.url)
    paths = [visitor.open(key=f"k{number}", reference=f"a{number}") for number in range(30)]
    threads = [threading.Thread(target=visitor.pay, args=[path]) for path in paths]
    for thread in threads:
        thread.start()
    heard = receiver.wait(30)
    bank.close()
    assert {json.loads(body)["reference"] for _, body in heard} == {f"a{number}" for number in range(30)}
