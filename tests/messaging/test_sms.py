"""An SMS from the outbox to a gateway that is a program of its own, with its faults; and its receipts."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from legation.ground import lines
from legation.ground.outbox.models import Effect
from legation.messaging import api as messaging
from legation.messaging import receipts
from legation.messaging.channels import sms
from legation.messaging.channels.secret import bearer_key, receipt_key
from legation.messaging.models import Delivery, Message
from legation.messaging.quiet import Quiet
from legation.messaging.testgateway.receipts import plan
from tests.config.programs import running
from tests.messaging.support import letter, state, through, work

pytestmark = pytest.mark.django_db
PLACE = "/messages/receipts/sms/webhook/"


@pytest.fixture(scope="module")
def program() -> Iterator[str]:
    with running("smsgateway", "LEGATION_SMS", SMS_RECEIPTS="") as address:
        yield address


def switch(address: str, *faults: str) -> None:
    lines.ask(f"{address}/faults", " ".join(faults).encode(), {"Authorization": f"Bearer {bearer_key()}"})


@pytest.fixture
def gateway(program: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    settings.LEGATION_SMS = program
    monkeypatch.setattr(sms, "SECONDS", 1)
    switch(program)
    yield program
    switch(program)


def arrived(address: str, key: str) -> list[dict[str, Any]]:
    """What the phone shows of the message with this text."""
    found = lines.ask(f"{address}/sent", None, {"Authorization": f"Bearer {bearer_key()}"})["sent"]
    return [each for each in found if each["text"] == key]


def receive(name: str, said: str, at: datetime, *, key: bytes | None = None, code: str = "", age: int = 0) -> int:
    body = json.dumps({"reference": name, "state": said, "code": code}).encode()
    moment = int(at.timestamp()) - age
    signed = f"t={moment},v1={receipts.sign(key or receipt_key(), moment, body)}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("legation.messaging.endpoints.timezone.now", lambda: at)
        return Client().post(PLACE, body, "application/json", headers={"Legation-Signature": signed}).status_code


def test_one_message_takes_two_ways(gateway: str, now: datetime) -> None:
    messaging.send(letter(sms="two ways"), at=now)
    work(now)
    assert [(row.channel, row.state, row.attempts) for row in Delivery.objects.order_by("pk")] == [
        ("mail", "delivered", 0), ("sms", "sent", 1)]  # fmt: skip
    assert arrived(gateway, "two ways") == [{"to": "+994501234567", "text": "two ways", "from": "MFA", "times": 1}]


def test_a_message_sent_twice_arrives_once(gateway: str, now: datetime) -> None:
    for _again in range(2):
        messaging.send(letter(sms="twice"), at=now)
        work(now)
    assert Message.objects.count() == 1 and Delivery.objects.count() == 2
    assert [each["times"] for each in arrived(gateway, "twice")] == [1]


def test_a_gateway_that_answers_too_late_has_the_message_once(gateway: str, now: datetime) -> None:
    switch(gateway, "slow")
    messaging.send(letter(sms="late answer"), at=now)
    work(now)
    assert (state().state, state().attempts) == ("waiting", 1)
    switch(gateway)
    through(now, hours=1)
    assert (state().state, state().attempts) == ("sent", 2)
    assert [each["times"] for each in arrived(gateway, "late answer")] == [2]


def test_a_gateway_that_refuses_is_not_asked_again_and_one_that_is_busy_is(gateway: str, now: datetime) -> None:
    switch(gateway, "refuses")
    messaging.send(letter(sms="refused"), at=now)
    work(now)
    assert (state().state, state().code) == ("failed", "refused")
    through(now, hours=1)
    assert state().attempts == 1 and not arrived(gateway, "refused")
    switch(gateway, "busy")
    messaging.send(letter("other", sms="busy"), at=now)
    work(now)
    assert Delivery.objects.get(key="other:sms").state == "waiting"


def test_a_gateway_that_stays_away_is_given_up_within_a_day(settings: Any, now: datetime) -> None:
    settings.LEGATION_SMS = "http://127.0.0.1:9"
    messaging.send(letter(), at=now)
    through(now, hours=20, step=0.25)
    assert (state().state, state().attempts) == ("failed", 10)
    assert not Effect.objects.filter(done_at=None).exists()


def test_a_gateway_that_is_away_holds_nobody_up(settings: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    from legation.messaging.channels import registry
    from legation.messaging.rules import Outcome, State

    asked: list[str] = []
    away = lambda parcel: asked.append(parcel.name) or Outcome(State.WAITING, "away")  # noqa: E731
    monkeypatch.setitem(registry._CHANNELS, "sms", away)
    settings.LEGATION_SMS = "http://127.0.0.1:9"
    messaging.send(*(letter(f"k{n}") for n in range(200)), at=now)
    work(now)
    assert len(asked) < 20
    assert Delivery.objects.filter(channel="sms", state="waiting").count() == 200


def test_what_would_ring_at_night_goes_out_in_the_morning_and_mail_at_once(gateway: str, now: datetime) -> None:
    night = now.replace(hour=22)
    messaging.send(letter(sms="at night", quiet=Quiet("UTC")), at=night)
    work(night)
    assert state("mail").state == "delivered" and state().state == "waiting" and not arrived(gateway, "at night")
    work(night + timedelta(hours=10))
    assert state().state == "sent"


def test_a_retry_keeps_the_quiet_hours_too(gateway: str, now: datetime) -> None:
    evening = now.replace(hour=20, minute=59, second=30)
    switch(gateway, "down")
    messaging.send(letter(sms="evening", quiet=Quiet("UTC")), at=evening)
    work(evening)
    switch(gateway)
    work(evening + timedelta(hours=6))
    assert state().state == "waiting"
    work(evening + timedelta(hours=12))
    assert state().state == "sent"


def test_receipts_move_a_delivery_on_and_never_back(gateway: str, now: datetime) -> None:
    messaging.send(letter(), at=now)
    work(now)
    name = state().name.hex
    assert receive(name, "delivered", now) == 200 and state().state == "delivered"
    assert receive(name, "delivered", now) == 200 and receive(name, "sent", now) == 200
    assert receive(name, "failed", now, code="unreachable") == 200
    assert (state().state, state().code) == ("delivered", "")


def test_a_receipt_that_is_quicker_than_our_own_note_counts(gateway: str, now: datetime) -> None:
    messaging.send(letter(), at=now)
    assert receive(state().name.hex, "delivered", now) == 200
    work(now)
    assert (state().state, state().attempts) == ("delivered", 0)


def test_forged_old_and_foreign_receipts_change_nothing(gateway: str, now: datetime) -> None:
    messaging.send(letter(), at=now)
    work(now)
    name = state().name.hex
    assert receive(name, "delivered", now, key=b"another") == 403
    assert receive(name, "delivered", now, age=3600) == 403
    body = b'{"reference": "x", "state": "delivered"}'
    assert Client().post(PLACE, body, "application/json").status_code == 403
    assert Client().post(PLACE, b"x" * 20_000, "application/json").status_code == 413
    assert receive("0" * 32, "delivered", now) == 200  # of a message we have forgotten
    assert receive("nonsense", "delivered", now) == 422
    assert state().state == "sent"


def test_the_gateway_plans_its_faults() -> None:
    assert [said["state"] for _after, said, _genuine in plan("r", set())] == ["sent", "delivered"]
    assert plan("r", {"silent"}) == []
    assert [said["state"] for _after, said, _genuine in sorted(plan("r", {"late"}), key=lambda each: each[0])] == [
        "delivered",
        "sent",
    ]
    assert len(plan("r", {"duplicates"})) == 4
    assert [genuine for _after, _said, genuine in plan("r", {"forged"})] == [False, True, True]


def test_nothing_that_is_stored_or_sent_beside_the_text_tells_who_it_is(gateway: str, now: datetime) -> None:
    messaging.send(letter(), at=now)
    stored = (
        str(list(Delivery.objects.values())) + str(list(Message.objects.values())) + str(list(Effect.objects.values()))
    )
    assert "994501234567" not in stored and "a@example.org" not in stored


def test_forgetting_a_reference_forgets_its_deliveries(now: datetime) -> None:
    messaging.send(letter(), at=now)
    messaging.forget("UTO-1")
    assert not Delivery.objects.exists() and not Message.objects.exists()
