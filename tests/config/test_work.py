"""The worker outlives its database: what it had claimed is done as soon as the database is back. See also test_killed."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from legation.config.commands import work
from legation.ground.outbox import api as outbox
from legation.ground.outbox import holders


class Stops:
    """True after so many rounds."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds

    def __bool__(self) -> bool:
        self.rounds -= 1
        return self.rounds < 0


def rounds(monkeypatch: pytest.MonkeyPatch, count: int, run_all: Callable[..., Any], claim: Callable[..., Any]) -> None:
    monkeypatch.setattr(work, "Stop", lambda: Stops(count))
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(outbox, "run_all", run_all)
    monkeypatch.setattr(outbox, "claim", claim)
    monkeypatch.setattr(outbox, "take_over", lambda **_asked: 0)
    monkeypatch.setattr(holders, "mine", lambda: 1)
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    monkeypatch.setattr("legation.procedures.api.remind_soon", lambda **_asked: None)
    monkeypatch.setattr("legation.ground.health.api.breathe", lambda *_said, **_more: None)
    monkeypatch.setattr(work.counting, "keep", lambda _part: None)
    assert work.run([]) == 0


def test_what_was_claimed_before_the_database_went_away_is_done_next_and_claimed_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[list[str]] = []
    batches = [["first"], ["second"], []]

    def run_all(effects: list[str], *, at: object) -> None:
        done.append(effects)
        if len(done) == 1:
            raise OperationalError("server closed the connection")

    rounds(monkeypatch, 4, run_all, lambda **_asked: batches.pop(0))
    assert done == [["first"], ["first"], ["second"], []]


def test_a_database_that_is_away_when_work_is_claimed_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def claim(**_asked: object) -> list[str]:
        asked.append(1)
        raise OperationalError("connection refused")

    rounds(monkeypatch, 3, lambda effects, *, at: pytest.fail("nothing was claimed"), claim)
    assert len(asked) == 3
