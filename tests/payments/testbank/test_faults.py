"""What goes wrong on purpose: by card, on the operator's page, by command; and what the bank keeps in order all the same."""

import json
import time
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from legation.payments.testbank import cards, faults
from legation.payments.testbank.app import Bank
from legation.payments.testbank.config import Config
from legation.payments.testbank.store import Store
from legation.payments.testbank.texts import TEXTS
from tests.payments.testbank.support import SECRET, Receiver, Visitor


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.stop()


@pytest.fixture
def told(tmp_path, receiver):
    """Somebody at a bank that tells its merchant."""
    config = Config(str(tmp_path / "bank.sqlite3"), SECRET, receiver.url, "http://bank.test")
    bank = Bank(config)
    yield Visitor(bank, config.derived("bearer"))
    bank.close()


def refund(visitor, session, reference="r1", amount=2000):
    body = json.dumps({"session": session, "reference": reference, "amount": amount}).encode()
    return visitor.merchant("POST", "/v1/refunds", body)


def paid(visitor, number="4242424242424242", **other):
    path = visitor.open(**other)
    visitor.pay(path, number=number)
    return path.rsplit("/", 1)[1]


def switch(visitor, **on):
    visitor.bank._operator._store.switch(on)


def test_every_card_and_every_fault_is_described_in_every_language():
    for texts in TEXTS.values():
        assert all(f"fault_{name}" in texts for name in faults.NAMES)
        assert all(f"card_{card.told or 'accepted'}" in texts for card in cards.CARDS if not card.fault)


def test_all_languages_say_the_same_things():
    assert set(TEXTS["en"]) == set(TEXTS["ar"])


def test_cards_pass_the_check_digit_and_are_told_apart_by_their_end():
    assert all(cards.luhn(card.number) for card in cards.CARDS)
    assert len({card.number[-4:] for card in cards.CARDS}) == len(cards.CARDS)


def test_news_is_sent_twice_when_asked(told, receiver):
    paid(told, "4000009990000229")
    heard = [json.loads(body)["id"] for _header, body in receiver.wait(2)]
    assert len(heard) == 2
    assert heard[0] == heard[1]


def test_late_news_is_late(told, receiver):
    switch(told, webhook_late=1.2)
    paid(told)
    time.sleep(0.7)
    assert receiver.heard == []
    assert len(receiver.wait(1, 4)) == 1


def test_news_of_a_refund_comes_in_the_wrong_order_when_asked(told, receiver):
    switch(told, webhook_out_of_order=3.0, refund_pending=0.1)
    refund(told, paid(told))
    heard = [json.loads(body)["kind"] for _header, body in receiver.wait(3)]
    assert heard == ["captured", "refunded", "refund_pending"]


def test_a_switched_on_fault_is_everybodys_until_it_is_off(visitor):
    session = paid(visitor)
    switch(visitor, balance_too_low=1.0)
    assert refund(visitor, session).status == 402
    switch(visitor)
    assert refund(visitor, session).status == 201


def test_a_refund_is_one_however_often_it_is_ordered(visitor):
    session = paid(visitor)
    first = refund(visitor, session)
    again = refund(visitor, session)
    assert (first.status, again.status, first.json) == (201, 200, again.json)
    assert refund(visitor, session, amount=1).status == 409


def test_parts_are_paid_back_and_never_more_than_was_taken(visitor):
    session = paid(visitor)
    assert refund(visitor, session, "a", 3000).status == 201
    assert refund(visitor, session, "b", 2001).status == 422
    assert refund(visitor, session, "c", 2000).status == 201
    assert refund(visitor, session, "d", 1).status == 422


def test_what_was_not_paid_is_not_paid_back(visitor):
    session = visitor.open().rsplit("/", 1)[1]
    assert refund(visitor, session).status == 422
    assert refund(visitor, "nothing").status == 404


@pytest.mark.parametrize(
    "wrong", [{"amount": 0}, {"amount": "5"}, {"reference": ""}, {"reference": "a b"}, {"reference": 5}]
)
def test_a_refund_that_cannot_be_is_refused(visitor, wrong):
    body = json.dumps({"session": paid(visitor), "reference": "r", "amount": 5} | wrong).encode()
    assert visitor.merchant("POST", "/v1/refunds", body).status == 422


def test_a_refund_that_fails_later_does(visitor):
    switch(visitor, refund_fails_later=0.2)
    session = paid(visitor)
    assert refund(visitor, session).json["state"] == "refunded"
    time.sleep(0.3)
    answer = visitor.merchant("GET", "/v1/refunds/r1").json
    assert (answer["state"], answer["code"]) == ("failed", "account_closed")


def test_a_session_is_over_after_its_time(visitor):
    path = visitor.open(expires_at=int(time.time()) + 1)
    assert visitor.ask("GET", path).status == 200
    time.sleep(1.1)
    assert "closed" in visitor.ask("GET", path).text
    visitor.pay(path)
    assert visitor.merchant("GET", "/v1/sessions/" + path.rsplit("/", 1)[1]).json["state"] == "expired"


def test_a_challenge_cannot_be_skipped_or_answered_twice(visitor):
    path = visitor.open()
    where = visitor.pay(path, number="4000002760003184").headers["Location"]
    assert visitor.ask("GET", path).headers["Location"] == where
    challenge = where.split("?")[0]
    assert "is it you" in visitor.ask("GET", challenge, query="language=en").text.lower()
    visitor.ask("POST", challenge, b"answer=no")
    visitor.ask("POST", challenge, b"answer=yes")
    assert visitor.merchant("GET", "/v1/sessions/" + path.rsplit("/", 1)[1]).json["code"] == "authentication_failed"


def test_a_challenge_that_was_not_asked_for_pays_nothing(visitor):
    path = visitor.open()
    visitor.ask("POST", f"{path}/challenge", b"answer=yes")
    assert visitor.merchant("GET", "/v1/sessions/" + path.rsplit("/", 1)[1]).json["state"] == "open"


def operator(visitor, method="GET", body=b"", key=None):
    key = Config("", SECRET, "", "").derived("operator") if key is None else key
    return visitor.ask(method, f"/operator/{key}", body, query="language=en")


def test_the_operator_switches_faults_on_and_off(visitor):
    body = urlencode([("fault", "webhook_late"), ("fault", "provider_down"), ("webhook_late", "7")]).encode()
    assert "behaves now" in operator(visitor, "POST", body).text
    assert visitor.order().status == 503
    assert operator(visitor).text.count(" checked") == 2
    operator(visitor, "POST", b"")
    assert visitor.order().status == 201


@pytest.mark.parametrize(
    "body", [b"fault=nothing", b"fault=webhook_late&webhook_late=-1", b"fault=webhook_late&webhook_late=x"]
)
def test_what_is_no_fault_is_not_switched_on(visitor, body):
    assert operator(visitor, "POST", body).status == 422
    assert visitor.order().status == 201


@pytest.mark.parametrize("key", ["", "x", "é"])
def test_nobody_finds_the_operators_page_by_guessing(visitor, key):
    assert operator(visitor, key=key).status == 404


def test_a_file_of_many_rows_is_read_page_by_page_and_is_the_merchants_only(visitor):
    store = Store(visitor.bank._operator._store._path)
    with store.writing() as connection:
        connection.executemany(
            "INSERT INTO sessions (name, idempotency_key, digest, answer, reference, shown, amount, currency, return_url,"
            " language, created_at, state, ended_at) VALUES (?, ?, '', '', ?, '', 5, 'EUR', '', 'en', 0, 'captured', ?)",
            [(f"cs_{n:04}", f"k{n}", f"r{n}", time.time()) for n in range(450)],
        )  # fmt: skip
    day, names, after = datetime.now(UTC).date(), [], 0
    while True:
        answer = visitor.merchant("GET", f"/v1/settlements/{day}", QUERY_STRING=f"after={after}")
        assert answer.headers["Testbank-Signature"].startswith("t=")
        names += [row["name"] for row in answer.json["rows"]]
        after += len(answer.json["rows"])
        if not answer.json["more"]:
            break
    assert (len(names), len(set(names)), names[-1]) == (901, 901, f"po_{day}_EUR"), "each payment, its fee, the payout"
    assert visitor.ask("GET", f"/v1/settlements/{day}").status == 401
    assert visitor.merchant("GET", "/v1/settlements/yesterday").status == 404


def test_a_file_of_an_earlier_edition_is_brought_up_to_date(tmp_path):
    import sqlite3

    path = str(tmp_path / "old.sqlite3")
    old = sqlite3.connect(path)
    old.executescript(
        "CREATE TABLE sessions (name TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL UNIQUE, digest TEXT NOT NULL,"
        " answer TEXT NOT NULL, reference TEXT NOT NULL, shown TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT"
        " NULL, return_url TEXT NOT NULL, language TEXT NOT NULL, created_at REAL NOT NULL, state TEXT NOT NULL DEFAULT"
        " 'open', code TEXT NOT NULL DEFAULT '', last_four TEXT NOT NULL DEFAULT '') WITHOUT ROWID;"
        "CREATE TABLE deliveries (id INTEGER PRIMARY KEY, body TEXT NOT NULL, due_at REAL NOT NULL, tries INTEGER NOT"
        " NULL DEFAULT 0, done_at REAL);"
        "INSERT INTO sessions VALUES ('cs_old', 'k', 'd', 'a', 'r', 's', 5, 'EUR', 'http://x/', 'en', 0, 'open', '', '');"
    )
    old.close()
    assert Store(path).named("cs_old").step == "card"
    assert Store(path).claim_due(5) == []
