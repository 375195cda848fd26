"""Nothing is skipped when ids are taken in one order and committed in another, and two writers cannot write. PostgreSQL."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import close_old_connections, connection, connections, transaction

from legation.ground.errors import Conflict
from legation.ground.transparency import api, lock, tree
from legation.ground.transparency.horizon import Horizon
from legation.ground.transparency.models import Leaf
from tests.ground.transparency import naive
from tests.ground.transparency.planting import empty
from tests.ground.transparency.support import commit, entries, writer_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("log_key")]


@pytest.fixture(autouse=True)
def _emptied() -> Iterator[None]:
    """These tests commit; the triggers are out of the way when their rows are swept up."""
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL lets several transactions write at once")
    yield
    for table in ("leaf", "tile", "commitment", "treehead"):
        empty(f"transparency_{table}")


@contextmanager
def held_open(work: Callable[[], object]) -> Iterator[Callable[[bool], None]]:
    """`work` in a transaction of another connection that stays open; gives how to end it: committed or not."""
    began, end, keep = threading.Event(), threading.Event(), []

    def run() -> None:
        try:
            with transaction.atomic():
                work()
                began.set()
                end.wait(20)
                transaction.set_rollback(not keep[0])
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    assert began.wait(20)

    def finish(committed: bool) -> None:
        keep.append(committed)
        end.set()
        thread.join(20)

    try:
        yield finish
    finally:
        if thread.is_alive():
            finish(False)


def subjects() -> list[str]:
    return list(Leaf.objects.order_by("position").values_list("subject", flat=True))


def test_a_row_that_commits_late_is_not_skipped(now: datetime) -> None:
    writer = writer_for("w")
    with held_open(lambda: commit(1, first=0)) as finish:
        commit(1, first=1)  # a larger id, and committed first
        assert writer.append(at=now) == 0, "it must wait for the smaller id"
        finish(True)
    assert [writer.append(at=now), subjects()] == [2, ["document:D0", "document:D1"]]


def test_a_row_that_is_never_committed_holds_nothing_up_for_ever(now: datetime) -> None:
    writer = writer_for("w")
    with held_open(lambda: commit(1, first=0)) as finish:
        commit(1, first=1)
        assert writer.append(at=now) == 0
        finish(False)
    assert [writer.append(at=now), subjects()] == [1, ["document:D1"]]


def test_those_who_come_later_are_not_waited_for(now: datetime) -> None:
    writer = writer_for("w")
    with held_open(lambda: commit(1, first=0)) as first:
        commit(1, first=1)
        assert writer.append(at=now) == 0
        with held_open(lambda: commit(1, first=2)) as second:
            first(True)
            assert writer.append(at=now) == 2
            second(True)
    while writer.append(at=now):
        pass
    assert len(subjects()) == 3


def test_many_at_once_are_all_logged_once(now: datetime) -> None:
    stop = threading.Event()

    def issue(worker: int) -> None:
        try:
            for n in range(40):
                with transaction.atomic():
                    commit(1, first=worker * 1000 + n)
                    transaction.set_rollback(n % 5 == 4)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=issue, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    writer = writer_for("w")
    while any(thread.is_alive() for thread in threads):
        writer.append(at=now, limit=7)
    stop.set()
    while writer.append(at=now):
        pass
    wanted = {f"document:D{worker * 1000 + n}" for worker in range(4) for n in range(40) if n % 5 != 4}
    assert sorted(subjects()) == sorted(wanted)
    assert tree.root(len(wanted)) == naive.root(entries())


def test_a_second_writer_is_refused_as_long_as_the_first_writes(now: datetime) -> None:
    commit(1)
    with held_open(lambda: lock.take(by="first", at=now)) as finish:
        with pytest.raises(Conflict):
            writer_for("second").append(at=now)
        finish(True)
    assert writer_for("second").append(at=now) == 1


def test_a_horizon_says_nothing_of_what_is_still_open(now: datetime) -> None:
    horizon = Horizon("transparency_commitment")
    commit(1)
    assert horizon.settled() == api.Commitment.objects.get().pk
    with held_open(lambda: commit(1, first=1)):
        known = horizon.settled()
        commit(1, first=2)
        assert horizon.settled() == known
    close_old_connections()
