"""Days that are full are passed over without their bookings being read, and never one that has room."""

from datetime import timedelta
from random import Random

import pytest

from legation.appointments import api as appointments
from legation.appointments.free import counters_for, has_room, lanes_of, taken_between
from legation.appointments.models import Counter
from legation.appointments.rules import cells
from tests.appointments.support import LONG, MONDAY, NINE, SERVICE, Told, booked, counter, post, services, times, wanted

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
MORNING, AFTERNOON = [20 * MINUTE * n for n in range(9)], [5 * 60 * MINUTE + 20 * MINUTE * n for n in range(6)]


def fill(day: int, *, but: int = -1) -> None:
    """Book everything of a day at one counter with one place, but one time."""
    for number, after in enumerate(MORNING + AFTERNOON):
        if number != but:
            booked(f"d{day}n{number}", NINE + day * DAY + after)


def test_after_full_days_comes_the_first_with_room(told: Told) -> None:
    counter()
    fill(0)
    fill(1, but=7)
    assert times() == [NINE + DAY + MORNING[7]]
    fill(2)
    appointments.hold(wanted("late"), starts_at=NINE + DAY + MORNING[7], at=MONDAY)
    assert times()[0] == NINE + 3 * DAY


def test_a_hold_that_has_ended_makes_a_full_day_free_again(told: Told) -> None:
    counter()
    fill(0, but=4)
    appointments.hold(wanted("slow"), starts_at=NINE + MORNING[4], at=MONDAY)
    assert times()[0] == NINE + DAY
    assert times(at=MONDAY + 11 * MINUTE) == [NINE + MORNING[4]]


def test_who_sits_at_a_place_that_is_no_more_is_in_nobodys_way(told: Told) -> None:
    window = counter(places=2)
    for name in ("ada", "bea"):
        booked(name)
    Counter.objects.filter(pk=window.pk).update(places=1)
    assert times()[0] == NINE + MORNING[1]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_found_is_what_reading_every_booking_finds(told: Told, seed: int) -> None:
    chance = Random(seed)
    counter(places=2), counter(code="two", only=[LONG])
    for number in range(60):
        service, day = chance.choice([SERVICE, LONG]), chance.randrange(2)
        begins = chance.choice(times(service, at=MONDAY + day * DAY) or [NINE + 9 * DAY])
        booked(f"n{number}", begins, service=service)
    for service in (SERVICE, LONG):
        minutes, counters = services("en")[service].minutes, counters_for(post(), service)
        taken = taken_between(counters, NINE - DAY, NINE + 14 * DAY, at=MONDAY)
        found = appointments.free_days(post(), service, minutes, at=MONDAY, most=20)
        for day in found:
            assert all(has_room(taken, lanes_of(counters), cells(each, minutes)) for each in day.times)
        told_of = {each for day in found for each in day.times}
        for after in MORNING + AFTERNOON:
            for day_number in range(2):
                each = NINE + day_number * DAY + after
                if minutes == 20 and has_room(taken, lanes_of(counters), cells(each, minutes)):
                    assert each in told_of
