"""What happens is told to who asked, signed, until it is heard; and never to an address inside."""

import base64
import hmac
import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.outbox import api as outbox
from legation.ground.secrets import create_instance_key
from legation.ground.tokens.api import service_account
from legation.ground.webhooks import api, rules, sending
from legation.ground.webhooks.models import Delivery
from tests.ground.webhooks.receiver import Receiver, receiving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("instance_keys")]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def service() -> int:
    create_instance_key()
    return service_account("Utopia Tours", at=datetime.now(UTC)).pk


class Clock:
    """A clock that the queue's moments are read from; webhooks' own are moved with it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = timedelta()
        clock = self

        class Moved(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> datetime:
                return datetime.now(tz) + clock.ahead

        for module in ("announcing", "delivering"):
            monkeypatch.setattr(f"legation.ground.webhooks.{module}.datetime", Moved)

    def run(self, ahead: timedelta = timedelta()) -> None:
        """Do everything that is due that much later."""
        self.ahead += ahead
        outbox.drain(clock=lambda: datetime.now(UTC) + self.ahead)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def happened(service: int, *events: str, key: str = "UTO-1:1") -> None:
    data = {"reference": "UTO-1", "status": "issued"}
    known = list(events) or ["document.issued"]
    outbox.enqueue_all([api.effect(service=service, events=known, key=key, data=data, at=datetime.now(UTC))])


def subscribed(service: int, receiver: Receiver, *events: str) -> tuple[int, bytes]:
    row, secret = api.subscribe(
        service=service, url=receiver.url, events=list(events) or ["document.issued"], at=datetime.now(UTC)
    )
    return row.pk, base64.b64decode(secret.removeprefix("whsec_"))


def test_what_happened_is_told_once_signed_as_the_standard_says(service: int, receiver: Receiver, clock: Clock) -> None:
    _pk, secret = subscribed(service, receiver)
    happened(service)
    happened(service)
    clock.run()
    ((path, headers, body),) = receiver.got
    assert path == "/hooks?of=agency" and headers["content-type"] == "application/json"
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(secret, signed, sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    told = json.loads(body)
    assert (told["type"], told["data"]) == ("document.issued", {"reference": "UTO-1", "status": "issued"})
    assert abs(int(headers["webhook-timestamp"]) - datetime.now(UTC).timestamp()) < 60


def test_the_signature_is_that_of_the_specifications_example() -> None:
    """The vector of the Standard Webhooks reference libraries."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    told = rules.headers(
        secret, message="msg_p5jXN8AQM9LWM0D4loKWxJek", moment=1614265330, body=b'{"test": 2432232314}'
    )
    assert told["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_only_what_was_asked_for_is_told_and_only_to_its_account(
    service: int, receiver: Receiver, clock: Clock
) -> None:
    subscribed(service, receiver, "case.decided")
    other = service_account("Other", at=datetime.now(UTC)).pk
    happened(service, "document.issued")
    happened(other, "case.decided")
    clock.run()
    assert receiver.got == [] and not Delivery.objects.exists()


def test_who_fails_is_told_again_later_and_later_with_the_same_message(
    service: int, receiver: Receiver, clock: Clock
) -> None:
    subscribed(service, receiver)
    happened(service)
    receiver.status = 500
    clock.run()
    assert len(receiver.got) == 1
    clock.run(timedelta(seconds=4))
    assert len(receiver.got) == 1, "not before its time"
    clock.run(timedelta(seconds=2))
    assert len(receiver.got) == 2 and Delivery.objects.get().next_at is not None
    receiver.status = 200
    clock.run(timedelta(minutes=6))
    assert len(receiver.got) == 3
    assert len({headers["webhook-id"] for _path, headers, _body in receiver.got}) == 1
    row = Delivery.objects.get()
    assert (row.attempts, row.status, row.next_at) == (3, 200, None) and row.delivered_at is not None


def test_who_never_hears_is_given_up_in_the_end_and_told_again_when_they_ask(
    service: int, receiver: Receiver, clock: Clock
) -> None:
    subscribed(service, receiver)
    happened(service)
    receiver.status = 503
    for _attempt in range(12):
        clock.run(timedelta(days=1))
    row = Delivery.objects.get()
    assert len(receiver.got) == row.attempts == len(rules.RETRIES) + 1 and row.next_at is None
    receiver.status = 200
    api.resend(service=service, message=row.message, at=datetime.now(UTC) + clock.ahead)
    clock.run()
    assert Delivery.objects.get().delivered_at is not None and len(receiver.got) == row.attempts + 1


def test_who_hangs_is_hung_up_on_and_holds_up_nobody(
    service: int, receiver: Receiver, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TIMEOUT_SECONDS", 0.2)
    subscribed(service, receiver)
    with receiving() as quick:
        subscribed(service, quick)
        receiver.delay = 0.5
        for number in range(5):
            happened(service, key=f"UTO-1:{number}")
        clock.run()
        assert len(quick.got) == 5 and len(receiver.got) == 1, "one try for all that wait for it"
    late = Delivery.objects.filter(subscription__url=receiver.url)
    assert {(row.status, row.why) for row in late} == {(0, "timeout")}
    receiver.delay = 0
    clock.run(timedelta(seconds=6))
    assert late.exclude(delivered_at=None).count() == 5


def test_who_answers_a_letter_at_a_time_is_hung_up_on(
    service: int, receiver: Receiver, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "WHOLE_SECONDS", 0.3)
    receiver.drips = True
    subscribed(service, receiver)
    happened(service)
    clock.run()
    assert Delivery.objects.get().why == "timeout"


def test_a_redirect_is_not_followed_and_who_is_gone_is_told_no_more(
    service: int, receiver: Receiver, clock: Clock
) -> None:
    subscribed(service, receiver)
    happened(service)
    receiver.status = 302
    clock.run()
    assert Delivery.objects.get().status == 302 and Delivery.objects.get().next_at is not None
    receiver.status = 410
    clock.run(timedelta(seconds=6))
    assert Delivery.objects.get().next_at is None


def test_an_ended_subscription_is_told_nothing_not_even_what_waits(
    service: int, receiver: Receiver, clock: Clock
) -> None:
    pk, _secret = subscribed(service, receiver)
    happened(service)
    receiver.status = 500
    clock.run()
    api.end(service=service, subscription=pk, at=datetime.now(UTC))
    clock.run(timedelta(days=1))
    assert len(receiver.got) == 1
    with pytest.raises(NotFound):
        api.resend(service=service, message=Delivery.objects.get().message, at=datetime.now(UTC))
    with pytest.raises(NotFound):
        api.end(service=service, subscription=pk, at=datetime.now(UTC))


INSIDE = [
    "http://agency.example/", "https://10.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/", "https://user@x.example/",
    "https://127.0.0.1/", "https://[::ffff:10.0.0.1]/", "https://[fd00::1]/", "ftp://x.example/", "https:///x", "https://0.0.0.0/",
]  # fmt: skip


@pytest.mark.parametrize("url", INSIDE)
def test_an_address_that_is_not_of_the_public_internet_is_not_taken(service: int, settings: Any, url: str) -> None:
    settings.LEGATION_DEMO = False
    with pytest.raises(Invalid):
        api.subscribe(service=service, url=url, events=["document.issued"], at=datetime.now(UTC))


@pytest.mark.parametrize(
    "address", ["10.1.2.3", "127.0.0.1", "::1", "::ffff:192.168.0.1", "64:ff9b::a00:1", "2002:a00:1::", "224.0.0.1"]
)
def test_a_name_that_means_a_machine_inside_is_not_sent_to(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = [(socket.AF_INET, 1, 6, "", ("93.184.215.14", 443)), (socket.AF_INET, 1, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: known)
    with pytest.raises(sending.Unreached, match="not_public"):
        sending.send("https://rebound.example/", b"{}", {}, demonstration=True)


def test_an_account_has_a_bounded_number_of_addresses(service: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "MOST_SUBSCRIPTIONS", 1)
    asked = {"service": service, "url": "https://a.example/", "events": ["case.paid"], "at": datetime.now(UTC)}
    api.subscribe(**asked)
    with pytest.raises(Conflict):
        api.subscribe(**asked)
