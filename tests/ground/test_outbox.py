"""The outbox: once per key, retried, given up after a while, and never lost with a rollback."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, transaction

from legation.ground.outbox import api as outbox
from legation.ground.outbox.models import Effect

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def handle(monkeypatch: pytest.MonkeyPatch, apply: Callable[[dict[str, Any], Any], None]) -> None:
    monkeypatch.setattr(outbox, "_handlers", dict(outbox._handlers))
    outbox.register("test.note", apply)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    seen: list[Any] = []
    handle(monkeypatch, lambda body, _prepared: seen.append(body["n"]))
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

    handle(monkeypatch, fails_twice)
    enqueue(1)
    assert outbox.drain(clock=lambda: AT) == 0
    told = Effect.objects.get().error
    assert told.startswith("ValueError at ") and "not yet" not in told, "what an error says may be personal"
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


def test_a_database_that_is_busy_for_long_has_no_effect_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    busy, done = [True], []

    def locked(found: list[outbox.Prepared]) -> None:
        if busy[0]:
            raise OperationalError("database is locked")
        done.extend(body["n"] for body, _prepared in found)

    monkeypatch.setattr(outbox, "_handlers", dict(outbox._handlers))
    outbox.register_together("test.note", locked)
    for n in (1, 2):
        enqueue(n)
    for tries in range(outbox.MAX_ATTEMPTS + 5):
        outbox.drain(clock=lambda t=tries: AT + t * outbox.WAIT)  # type: ignore[misc]
    assert [(e.attempts, e.failed_at) for e in Effect.objects.all()] == [(0, None), (0, None)]
    assert "OperationalError" in Effect.objects.first().error  # type: ignore[union-attr]
    busy[0] = False
    assert outbox.drain(clock=lambda: AT + (outbox.MAX_ATTEMPTS + 6) * outbox.WAIT) == 2
    assert sorted(done) == [1, 2], "within two seconds of the database being free, and not minutes later"


def test_an_effect_that_fails_half_way_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(body: dict[str, Any], prepared: Any) -> None:
        outbox.enqueue("test.other", key="x", body={}, at=AT)
        raise ValueError

    handle(monkeypatch, half)
    enqueue(1)
    outbox.drain(clock=lambda: AT)
    assert not Effect.objects.filter(kind="test.other").exists()


def test_a_claimed_effect_is_nobody_elses_until_the_lease_ends(done: list[Any]) -> None:
    enqueue(1)
    assert len(outbox.claim(at=AT, limit=5)) == 1
    assert outbox.claim(at=AT, limit=5) == []
    assert len(outbox.claim(at=AT + outbox.LEASE, limit=5)) == 1


def test_one_bad_effect_holds_up_none_of_those_done_together(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[int]] = []

    def together(found: list[outbox.Prepared]) -> None:
        numbers = [body["n"] for body, _prepared in found]
        for n in numbers:
            outbox.enqueue("test.other", key=str(n), body={}, at=AT + timedelta(days=1))
        if 2 in numbers:
            raise ValueError
        seen.append(numbers)

    monkeypatch.setattr(outbox, "_handlers", dict(outbox._handlers))
    outbox.register_together("test.note", together)
    for n in (1, 2, 3):
        enqueue(n)
    assert outbox.run_all(outbox.claim(at=AT, limit=5), at=AT) == 2
    assert seen == [[1], [3]]
    assert sorted(Effect.objects.filter(kind="test.other").values_list("key", flat=True)) == [
        "test.other:1",
        "test.other:3",
    ]
    assert Effect.objects.get(key="test.note:2").attempts == 1


def test_effects_done_together_are_prepared_together_and_written_in_few_statements(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    found: list[outbox.Prepared] = []
    monkeypatch.setattr(outbox, "_handlers", dict(outbox._handlers))
    outbox.register_together("test.note", found.extend, prepare=lambda bodies: [body["n"] * 2 for body in bodies])
    for n in range(5):
        enqueue(n)
    effects = outbox.claim(at=AT, limit=5)
    with django_assert_max_num_queries(3):
        assert outbox.run_all(effects, at=AT) == 5
    assert [(body["n"], prepared) for body, prepared in found] == [(n, n * 2) for n in range(5)]


def test_what_another_worker_did_in_the_meantime_is_not_done_again(done: list[Any]) -> None:
    enqueue(1)
    effects = outbox.claim(at=AT, limit=5)
    assert outbox.run_all(effects, at=AT) == 1
    outbox.run_all(effects, at=AT)
    assert done == [1]
