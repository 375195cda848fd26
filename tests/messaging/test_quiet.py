"""Hours in which no phone rings because of us."""

from datetime import UTC, datetime

import pytest

from legation.messaging.quiet import Quiet


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "moment", "then"),
    [
        ("UTC", "2026-11-29T12:00", "2026-11-29T12:00"),
        ("UTC", "2026-11-29T21:00", "2026-11-30T08:00"),
        ("UTC", "2026-11-30T07:59", "2026-11-30T08:00"),
        ("Asia/Baku", "2026-11-29T18:30", "2026-11-30T04:00"),  # half past ten in the evening there
        ("America/New_York", "2026-11-29T03:00", "2026-11-29T13:00"),  # ten in the evening of the day before
        ("Europe/Paris", "2026-10-24T22:00", "2026-10-25T07:00"),  # the clocks go back that night
        ("Europe/Paris", "2026-03-28T22:00", "2026-03-29T06:00"),  # and forward that one
    ],
)
def test_what_would_ring_at_night_waits_for_the_morning_there(zone: str, moment: str, then: str) -> None:
    assert Quiet(zone).after(at(moment)) == at(then)


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    assert Quiet("UTC", 13, 15).after(at("2026-11-29T14:00")) == at("2026-11-29T15:00")
    assert Quiet("UTC", 13, 15).after(at("2026-11-29T15:00")) == at("2026-11-29T15:00")
    assert Quiet("UTC", 9, 9).after(at("2026-11-29T09:30")) == at("2026-11-29T09:30")
