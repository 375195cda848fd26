"""Lines on a screen, by a push service that is a program of its own, with its faults."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from legation.ground import lines
from legation.ground.errors import Invalid
from legation.messaging import api as messaging
from legation.messaging.channels import push
from legation.messaging.models import Delivery, Device
from legation.messaging.push import subscriptions, vapid
from legation.messaging.push.words import encoded
from tests.config.programs import running, switch
from tests.messaging.support import letter
from tests.procedures.support import handed_in, started

pytestmark = pytest.mark.django_db
LINE = "News on your application UTO-1."


@pytest.fixture
def now() -> datetime:
    """The push service is a program of its own, with the machine's clock."""
    return datetime.now().astimezone()


@pytest.fixture(scope="module")
def program() -> Iterator[str]:
    vapid.create_key()
    with running("pushservice", "LEGATION_PUSH") as address:
        yield address


@pytest.fixture
def service(program: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    settings.LEGATION_PUSH = program
    monkeypatch.setattr(push, "SECONDS", 1)
    switch(program, "push.secret")
    yield program
    switch(program, "push.secret")


def subscribe(address: str) -> dict[str, Any]:
    """A browser of a phone of Utopia."""
    return lines.ask(f"{address}/subscriptions", vapid.public_key().encode())


def subscribed(address: str, now: datetime, reference: str = "UTO-1") -> tuple[int, str]:
    """One that is told about a reference: its key, and its name at the service."""
    said = subscribe(address)
    subscriptions.keep(reference, subscriptions.read(said), language="en", at=now)
    return Device.objects.latest("pk").pk, said["endpoint"].rsplit("/", 1)[1]


def shown(address: str, name: str) -> list[str]:
    return [each["text"] for each in lines.ask(f"{address}/shown/{name}")["shown"]]


def send(device: int, at: datetime, key: str = "k") -> Delivery:
    """Send a line, and let the worker carry it."""
    messaging.send(letter(key, push=LINE, sms="", devices=(device,)), at=at)
    _carry(at)
    return Delivery.objects.get(key=f"{key}:push:{device}")


def _carry(at: datetime) -> None:
    from legation.messaging.services import deliver

    deliver._away.clear()
    # never before the moment at which the last effect was written
    deliver.outbox.drain(clock=lambda: max(at, datetime.now().astimezone()))


def test_a_line_arrives_once_however_often_it_is_sent(service: str, now: datetime) -> None:
    device, name = subscribed(service, now)
    assert send(device, now).state == "sent"
    assert send(device, now).state == "sent"
    assert shown(service, name) == [LINE]


def test_a_line_that_came_twice_takes_its_own_place(service: str, now: datetime) -> None:
    switch(service, "push.secret", "slow")
    device, name = subscribed(service, now)
    assert send(device, now).state == "waiting"
    switch(service, "push.secret")
    for minutes in range(0, 10, 2):
        _carry(datetime.now().astimezone() + timedelta(minutes=minutes))
    assert Delivery.objects.get(channel="push").state == "sent"
    assert shown(service, name) == [LINE]


@pytest.mark.parametrize("fault", ["gone", "unknown"])
def test_a_browser_that_is_gone_is_forgotten_wherever_it_asked(service: str, now: datetime, fault: str) -> None:
    said = subscribe(service)
    for reference in ("UTO-1", "citizen:7"):
        subscriptions.keep(reference, subscriptions.read(said), language="en", at=now)
    switch(service, "push.secret", fault)
    assert send(Device.objects.earliest("pk").pk, now).code == "gone"
    assert not Device.objects.exists()


@pytest.mark.parametrize("fault", ["busy", "down"])
def test_a_service_that_is_busy_is_asked_again(service: str, now: datetime, fault: str) -> None:
    device, name = subscribed(service, now)
    switch(service, "push.secret", fault)
    assert send(device, now).state == "waiting"
    switch(service, "push.secret")
    _carry(datetime.now().astimezone() + timedelta(minutes=5))
    assert Delivery.objects.get(channel="push").state == "sent" and shown(service, name) == [LINE]


def test_what_is_pushed_names_nobody(service: str, now: datetime) -> None:
    device, name = subscribed(service, now)
    send(device, now)
    (said,) = lines.ask(f"{service}/shown/{name}")["shown"]
    assert set(said) == {"text", "lang", "tag", "topic", "at"}
    assert "example.org" not in json.dumps(said)


def test_only_push_services_that_the_instance_names_are_asked(service: str, settings: Any, now: datetime) -> None:
    good = subscribe(service)
    for endpoint in ("https://push.evil.example/push/x", "http://127.0.0.1:9/push/x", service.replace("http://", "http://x@") + "/push/x",
                     f"{service}.evil.example/push/x", "file:///etc/passwd", "https://[", ""):  # fmt: skip
        with pytest.raises(Invalid):
            subscriptions.read(good | {"endpoint": endpoint})
    device, _name = subscribed(service, now)
    settings.LEGATION_PUSH = "https://push.example.net"
    assert send(device, now).code == "not_allowed" and not Device.objects.exists()


@pytest.mark.parametrize(
    "said", [None, [], {}, {"endpoint": 1}, {"endpoint": "x", "keys": {}}, {"keys": {"p256dh": "AA", "auth": "AA"}}]
)
def test_what_is_no_subscription_is_refused(service: str, said: Any) -> None:
    with pytest.raises(Invalid):
        subscriptions.read(said)


def test_a_key_that_is_no_point_is_refused(service: str) -> None:
    good = subscribe(service)
    for key in (encoded(b"\x04" + b"\x01" * 64), "", "ä", encoded(b"\x04")):
        with pytest.raises(Invalid):
            subscriptions.read(good | {"keys": good["keys"] | {"p256dh": key}})


def test_at_most_ten_browsers_are_told_the_latest_ones(service: str, now: datetime) -> None:
    for number in range(12):
        subscribed(service, now + timedelta(minutes=number))
    kept = Device.objects.order_by("created_at")
    assert kept.count() == 10 and kept[0].created_at == now + timedelta(minutes=2)


def test_addresses_of_browsers_lie_sealed(service: str, now: datetime) -> None:
    _device, name = subscribed(service, now)
    assert name not in str(list(Device.objects.values()))


def test_an_applicant_asks_by_the_link_and_is_told(utopia: None, service: str, now: datetime) -> None:
    from legation.procedures.telling import choices

    token, _person = started(now)
    place = f"/en/application/{token}/ways/device/"
    assert Client().post(place, json.dumps(subscribe(service)), "application/json").status_code == 200
    assert Client().post(place, "nonsense", "application/json").status_code == 422
    assert Client().post(place, "x" * 5000, "application/json").status_code == 413
    from legation.procedures.selectors import draft_of

    application = draft_of(token)[0].application
    chosen = choices([application])[application.pk]
    assert chosen.push and len(chosen.devices) == 1


def test_a_notice_goes_to_the_screen_of_who_asked(utopia: None, service: str, now: datetime) -> None:
    case, _person = handed_in(now)
    said = subscribe(service)
    subscriptions.keep(case.application.reference, subscriptions.read(said), language="en", at=now)
    messaging.choose(case.application.reference, messaging.Chosen(push=True, quiet_from=0, quiet_until=0), at=now)
    _carry(datetime.now().astimezone())
    (line,) = shown(service, said["endpoint"].rsplit("/", 1)[1])
    assert case.application.reference in line and "received" in line
