from collections.abc import Iterator
from datetime import date, time

import pytest

from legation.appointments import around, openings
from legation.appointments.models import Counter
from tests.appointments.support import Told, services

HOURS = [(time(9), time(12)), (time(14), time(16))]


class Weekdays:
    """A post's calendar: the same hours from Monday to Friday."""

    def hours(self, day: date) -> list[tuple[time, time]]:
        return HOURS if day.weekday() < 5 else []


@pytest.fixture
def told(utopia: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """Two services and a post that is open on weekdays; what is said is kept."""
    Counter.objects.all().delete()  # each test says which there are
    kept = Told()
    before = around._around.services, around._around.tell
    around.connect(services=services, tell=kept)

    monkeypatch.setattr(openings, "calendar_of", lambda _post: Weekdays())
    yield kept
    around.connect(services=before[0], tell=before[1])
