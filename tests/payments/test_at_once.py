"""Several processes at once, on a database that lets them: one settlement, whoever comes first."""

import pytest
from django.db import connection

from legation.ground.outbox.models import Effect
from legation.payments import api
from legation.payments.models import Attempt, Event, Transfer
from legation.payments.providers import registry
from legation.payments.rules import Kind
from tests.payments.support import AT, BACK, FAMILY, ask, begin, deliver, message, open_attempt
from tests.together import raised, together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")


@pytest.fixture
def testbank(bank, monkeypatch):
    """The memory bank under the test bank's name, so that signed messages reach its attempts."""
    monkeypatch.setattr(bank, "name", "testbank")
    monkeypatch.setattr(bank, "parse_webhook", registry.provider_named("testbank").parse_webhook)
    monkeypatch.setitem(registry._providers, "testbank", bank)
    return bank


def settled_once():
    kinds = list(Effect.objects.filter(kind__startswith="payments.").values_list("kind", flat=True))
    applied = Event.objects.filter(verdict="applied").count()
    return (Transfer.objects.count(), applied, kinds) == (1, 1, ["payments.settled"]) and api.ledger_check().ok


@pytest.mark.parametrize("round_", range(5))
def test_the_same_message_eight_times_at_once_settles_once(testbank, round_):
    body = message(begin(ask().payment, "testbank"), session="s1")
    assert not raised(together(*[lambda: deliver(body)] * 8))
    assert settled_once()


@pytest.mark.parametrize("round_", range(5))
def test_messages_refreshes_and_starts_at_once_settle_once(testbank, round_):
    payment = ask().payment
    attempt = begin(payment, "testbank")
    testbank.end(attempt)
    bodies = [message(attempt, session="s1", id=f"evt_{number}") for number in range(2)]
    errors = raised(
        together(
            *[lambda body=body: deliver(body) for body in bodies],
            *[lambda: api.refresh(payment=payment, at=AT)] * 3,
            *[lambda: begin_again(payment)] * 3,
        )
    )
    assert not errors
    assert settled_once()


def begin_again(payment):
    api.start(payment=payment, provider="testbank", return_url=BACK, language="en", at=AT)


@pytest.mark.parametrize("round_", range(5))
def test_the_button_pressed_often_at_once_opens_one_attempt(testbank, round_):
    payment = ask().payment
    assert not raised(together(*[lambda: begin_again(payment)] * 6))
    assert Attempt.objects.count() == 1
    assert len(testbank.sessions) == 1


def test_a_capture_and_a_refusal_at_once_end_with_the_money(testbank):
    attempt = begin(ask().payment, "testbank")
    said = [message(attempt, session="s1", id=kind, kind=kind) for kind in (Kind.CAPTURED, Kind.REFUSED)]
    assert not raised(together(*[lambda body=body: deliver(body) for body in said]))
    assert sorted(Event.objects.values_list("verdict", flat=True))[0] == "applied"
    assert api.find(reference="UTO-1").state == "settled"
    assert api.ledger_check().ok


def test_first_settlements_at_once_open_each_account_once(testbank):
    attempts = []
    for number in range(6):
        payment = ask(f"UTO-{number}").payment
        begin_again(payment)
        attempts.append(open_attempt(payment))
    bodies = [message(name, session=f"s{n}", id=name) for n, name in enumerate(attempts, 1)]
    assert not raised(together(*[lambda body=body: deliver(body) for body in bodies]))
    assert {row.account: row.amount for row in api.balances()} == {
        "clearing:testbank:EUR": 30000, "income:evisa:EUR": -30000,
    }  # fmt: skip


@pytest.mark.parametrize("round_", range(5))
def test_who_withdraws_while_another_goes_to_pay_is_either_paid_for_or_not_on_the_page(testbank, round_):
    payment = ask(shares=FAMILY).payment
    drop = [lambda: api.drop_shares(reference="UTO-1", shares=["B"], at=AT)] * 3
    assert not raised(together(*drop, *[lambda: begin_again(payment)] * 3))
    (session,) = testbank.sessions.values()
    asked = api.find(reference="UTO-1")
    assert session.money.amount == asked.amount == sum(api.shares_of(asked).values())
    testbank.end(open_attempt(payment))
    assert not raised(together(*drop, *[lambda: api.refresh(payment=payment, at=AT)] * 3))
    assert api.find(reference="UTO-1").state == "settled" and api.ledger_check().ok


def test_a_whole_family_that_withdraws_at_once_is_asked_for_nothing(testbank):
    ask(shares=FAMILY)
    drops = [lambda name=name: api.drop_shares(reference="UTO-1", shares=[name], at=AT) for name in ("A", "B")]
    assert not raised(together(*drops))
    assert api.find(reference="UTO-1").state == "expired" and api.ledger_check().ok


def test_asking_at_once_under_one_reference_makes_one_payment():
    views = []
    assert not raised(together(*[lambda: views.append(ask())] * 8))
    assert len({view.payment for view in views}) == 1
