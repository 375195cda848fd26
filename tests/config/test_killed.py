"""A worker is killed with effects in hand: the next one takes them at once, and leaves alone what a living one holds."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from legation.config.bench.databases import Database, scratch_database
from legation.ground.outbox import api as outbox
from legation.ground.outbox import holders
from legation.ground.outbox.models import Effect

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db
WORKER = """
import os, time, django
django.setup()
from legation.config.commands import work
from legation.ground.outbox import api as outbox
def prepare(body):
    print("holds", flush=True)
    time.sleep(float(os.environ["SECONDS"]))
outbox.register("test.slow", lambda body, _: print("did", flush=True), prepare=prepare)
print("works", flush=True)
work.run([])
"""
ENQUEUE = """
import django
django.setup()
from datetime import UTC, datetime
from legation.ground.outbox import api as outbox
at = datetime.now(UTC)
outbox.enqueue("test.slow", key=str(at), body={}, at=at)
"""
Start = Callable[[float], "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, dict[str, str]]]:
    """A database of its own, and the environment of whoever works on it."""
    settings, folder, url = connection.settings_dict, tmp_path_factory.mktemp("house"), "sqlite://"
    if connection.vendor == "postgresql":
        url = f"postgresql://{settings['USER']}@{settings['HOST']}:{settings['PORT'] or 5432}/postgres"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LEGATION_")}
    with scratch_database(url, folder) as database:
        own = {"LEGATION_VAR": str(folder), "LEGATION_DATABASE": database.url, "LEGATION_DEMO": "1"}
        environment = clean | own | {"DJANGO_SETTINGS_MODULE": "legation.config.settings"}
        run = [sys.executable, "-m", "legation.config.cli", "manage", "migrate", "-v", "0"]
        subprocess.run(run, env=environment, check=True, timeout=600)
        yield database, environment


@pytest.fixture
def start(house: tuple[Database, dict[str, str]]) -> Iterator[Start]:
    """A way to start workers where one effect waits; the next word of a worker is `works`."""
    _database, environment = house
    started: list[subprocess.Popen[str]] = []

    def start(seconds: float) -> "subprocess.Popen[str]":
        own = environment | {"SECONDS": str(seconds)}
        process = subprocess.Popen([sys.executable, "-c", WORKER], env=own, stdout=subprocess.PIPE, text=True)
        started.append(process)
        says(process, "works")
        return process

    subprocess.run([sys.executable, "-c", ENQUEUE], env=environment, check=True, timeout=300)
    yield start
    for process in started:
        process.kill()
        process.wait()


def says(process: "subprocess.Popen[str]", word: str) -> None:
    assert process.stdout and process.stdout.readline().strip() == word


def test_what_a_killed_worker_held_is_done_at_once_by_the_next(
    house: tuple[Database, dict[str, str]], start: Start
) -> None:
    first = start(600)
    says(first, "holds")
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    second, begin = start(0), time.monotonic()
    says(second, "holds")
    says(second, "did")
    assert time.monotonic() - begin < 10 < outbox.LEASE.total_seconds()
    assert wait_for(lambda: house[0].waiting() == 0)


def test_a_worker_that_was_there_before_takes_it_too_and_only_when_the_other_is_dead(
    house: tuple[Database, dict[str, str]], start: Start
) -> None:
    first = start(600)
    says(first, "holds")
    second = start(0)
    time.sleep(2.5)
    assert house[0].waiting() == 1, "the first one lives and holds it"
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    begin = time.monotonic()
    says(second, "holds")
    says(second, "did")
    assert time.monotonic() - begin < 10


def wait_for(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 60
    while not holds() and time.monotonic() < until:
        time.sleep(0.1)
    return holds()


# the same without processes


def held_by(holder: int | None, dead: set[int], monkeypatch: pytest.MonkeyPatch, also: int | None = None) -> bool:
    """Whether an effect that `holder` took is taken over when these are dead."""
    monkeypatch.setattr(holders, "dead", lambda asked: set(asked) & dead)
    outbox.enqueue("test.x", key="1", body={}, at=AT)
    assert len(outbox.claim(at=AT, limit=5, holder=holder)) == 1
    assert outbox.take_over(at=AT, also=also) == len(outbox.claim(at=AT, limit=5))
    return Effect.objects.get().due_at == AT + outbox.LEASE and Effect.objects.get().holder is None


def test_only_what_the_dead_hold_is_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    assert held_by(7, {7}, monkeypatch)


def test_what_the_living_hold_stays_theirs_until_the_lease_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not held_by(7, {8}, monkeypatch)
    assert len(outbox.claim(at=AT + outbox.LEASE, limit=5)) == 1


def test_what_nobody_is_known_to_hold_waits_for_the_end_of_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    outbox.enqueue("test.x", key="1", body={}, at=AT)
    outbox.claim(at=AT, limit=5)
    assert outbox.take_over(at=AT) == 0


def test_a_worker_that_begins_takes_over_what_is_held_under_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    assert held_by(7, set(), monkeypatch, also=7)


def test_an_effect_that_waits_for_its_hour_is_left_to_wait() -> None:
    outbox.enqueue("test.x", key="1", body={}, at=AT, due_at=AT + timedelta(seconds=30))
    assert outbox.take_over(at=AT, also=7) == 0


def test_a_failure_that_comes_late_does_not_touch_what_another_has_done(monkeypatch: pytest.MonkeyPatch) -> None:
    outbox.enqueue("test.unknown", key="1", body={}, at=AT)
    (effect,) = outbox.claim(at=AT, limit=5)
    Effect.objects.update(done_at=AT)
    outbox.run(effect, at=AT)
    assert Effect.objects.get().attempts == 0 and Effect.objects.get().error == ""


def test_this_process_is_alive_and_a_number_nobody_has_is_not() -> None:
    own = holders.mine()
    assert holders.dead([own, 2**30 + 7]) == {2**30 + 7}
    assert holders.mine() == own
