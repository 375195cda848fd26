from collections.abc import Iterator
from datetime import date, time

import pytest

from legation.appointments import around, openings
from tests.appointments.support import Told, services

HOURS = [(time(9), time(12)), (time(14), time(16))]


@pytest.fixture
def told(utopia: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """Two services and a post that is open on weekdays; what is said is kept."""
    kept = Told()
    before = around._around.services, around._around.tell
    around.connect(services=services, tell=kept)

    def hours(_code: str, day: date) -> list[tuple[time, time]]:
        return HOURS if day.weekday() < 5 else []

    monkeypatch.setattr(openings, "_hours", hours)
    yield kept
    around.connect(services=before[0], tell=before[1])
