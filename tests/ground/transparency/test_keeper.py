"""The writer's rounds: heads at their pace, and whatever fails is only late."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from legation.ground.errors import Unavailable
from legation.ground.transparency import log_key as keys
from legation.ground.transparency.log_key import LogKey
from legation.ground.transparency.models import Leaf, TreeHead
from legation.ground.transparency.services import run
from legation.ground.transparency.services.run import ASK_AGAIN, HEAD_EVERY, Keeper
from tests.ground.transparency.support import commit, writer_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_key")]
SECOND = timedelta(seconds=1)


def sizes() -> list[int]:
    return list(TreeHead.objects.order_by("pk").values_list("size", flat=True))


def test_leaves_are_appended_each_round_and_heads_signed_every_few_seconds(now: datetime) -> None:
    keeper = Keeper(writer_for("w"))
    for number in range(12):
        commit(1, first=number)
        assert keeper.round(at=now + number * SECOND) == 1
    assert sizes() == [1, 6, 11] and HEAD_EVERY == 5 * SECOND


def test_a_signer_that_is_away_delays_the_head_and_loses_no_leaf(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, whole = Keeper(writer_for("w")), keys.log_key()

    def away(_body: bytes) -> bytes:
        raise Unavailable("the signer is away")

    monkeypatch.setattr(keys, "_connected", [LogKey(known=whole.known, sign=away)])
    commit(2)
    with pytest.raises(Unavailable):
        keeper.round(at=now)
    assert (Leaf.objects.count(), sizes()) == (2, [])
    monkeypatch.setattr(keys, "_connected", [whole])
    keeper.round(at=now + SECOND)
    assert sizes() == [2]


def test_witnesses_are_asked_for_each_head_and_again_after_a_while(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, datetime]] = []
    monkeypatch.setattr(run, "ask_witnesses", lambda *, head, at: asked.append((head.size, at)))
    keeper = Keeper(writer_for("w"))
    commit(1)
    for seconds in (0, 5, 10, ASK_AGAIN.total_seconds()):
        keeper.round(at=now + seconds * SECOND)
    commit(1, first=1)
    keeper.round(at=now + ASK_AGAIN + HEAD_EVERY)
    assert asked == [(1, now), (1, now + ASK_AGAIN), (2, now + ASK_AGAIN + HEAD_EVERY)]


def test_trouble_of_any_kind_ends_no_keeper(now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    rounds = iter([Unavailable("away"), Unavailable("away"), 3])

    def outcome(_keeper: Keeper, *, at: datetime) -> int:
        found = next(rounds)
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(Keeper, "round", outcome)
    monkeypatch.setattr(run.time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(run, "close_old_connections", lambda: None)
    turns = iter([False, False, False, True])
    run.keep(clock=lambda: now, stopped=lambda: next(turns))
    assert len(caplog.records) == 1, "said once, not at each try"


def test_the_empty_tree_has_a_head_too(now: datetime) -> None:
    keeper = Keeper(writer_for("w"))
    keeper.round(at=now)
    assert sizes() == [0]
