"""The outbox: once per key, retried, given up after a while, and never lost with a rollback."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from legation.ground.outbox import api as outbox
from legation.ground.outbox.models import Effect

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    seen: list[Any] = []
    monkeypatch.setitem(outbox._handlers, "test.note", outbox.Handler(lambda body, prepared: seen.append(body["n"])))
    return seen


def enqueue(n: int, kind: str = "test.note") -> None:
    outbox.enqueue(kind, key=str(n), body={"n": n}, at=AT)


def test_an_effect_is_done_once_however_often_it_is_enqueued(done: list[Any]) -> None:
    for _ in range(3):
        enqueue(1)
    assert outbox.drain(clock=lambda: AT) == 1
    enqueue(1)
    assert outbox.drain(clock=lambda: AT) == 0
    assert done == [1]


def test_what_is_rolled_back_is_not_done(done: list[Any]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(1)
        raise RuntimeError
    assert outbox.drain(clock=lambda: AT) == 0


def test_a_failure_is_tried_again_later_and_kept_with_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def fails_twice(body: dict[str, Any], prepared: Any) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise ValueError("not yet")

    monkeypatch.setitem(outbox._handlers, "test.note", outbox.Handler(fails_twice))
    enqueue(1)
    assert outbox.drain(clock=lambda: AT) == 0
    assert Effect.objects.get().error == "ValueError: not yet"
    assert outbox.drain(clock=lambda: AT) == 0, "not due yet"
    for minutes in (1, 2):
        outbox.drain(clock=lambda m=minutes: AT + timedelta(minutes=m))  # type: ignore[misc]
    assert Effect.objects.get().done_at is not None
    assert len(tries) == 3


def test_a_hopeless_effect_is_given_up_and_stays_to_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    enqueue(1, kind="test.unknown")
    for hours in range(outbox.MAX_ATTEMPTS + 2):
        outbox.drain(clock=lambda h=hours: AT + timedelta(hours=h))  # type: ignore[misc]
    effect = Effect.objects.get()
    assert effect.failed_at is not None
    assert effect.attempts == outbox.MAX_ATTEMPTS


def test_an_effect_that_fails_half_way_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(body: dict[str, Any], prepared: Any) -> None:
        outbox.enqueue("test.other", key="x", body={}, at=AT)
        raise ValueError

    monkeypatch.setitem(outbox._handlers, "test.note", outbox.Handler(half))
    enqueue(1)
    outbox.drain(clock=lambda: AT)
    assert not Effect.objects.filter(kind="test.other").exists()


def test_a_claimed_effect_is_nobody_elses_until_the_lease_ends(done: list[Any]) -> None:
    enqueue(1)
    assert len(outbox.claim(at=AT, limit=5)) == 1
    assert outbox.claim(at=AT, limit=5) == []
    assert len(outbox.claim(at=AT + outbox.LEASE, limit=5)) == 1
