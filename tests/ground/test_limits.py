"""Rate limits hold across windows and keep no address."""

from datetime import UTC, datetime, timedelta

import pytest

from legation.ground.errors import TooMany
from legation.ground.limits.api import forget_ended, hit
from legation.ground.limits.models import Window

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_one_too_many_is_refused_and_says_how_long_to_wait() -> None:
    for _ in range(3):
        hit("status", "192.0.2.1", at=AT, most=3, minutes=10)
    with pytest.raises(TooMany) as refused:
        hit("status", "192.0.2.1", at=AT, most=3, minutes=10)
    assert 0 < refused.value.wait <= 600


def test_others_and_later_windows_are_not_held_back() -> None:
    for _ in range(3):
        hit("status", "192.0.2.1", at=AT, most=3, minutes=10)
    hit("status", "192.0.2.2", at=AT, most=3, minutes=10)
    hit("status", "192.0.2.1", at=AT + timedelta(minutes=10), most=3, minutes=10)


def test_ended_windows_are_forgotten() -> None:
    hit("status", "192.0.2.1", at=AT, most=3, minutes=10)
    assert forget_ended(at=AT) == 0
    assert forget_ended(at=AT + timedelta(hours=2)) == 1
    assert not Window.objects.exists()
