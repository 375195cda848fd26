"""Whether a stay fits."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.visa.rules.schema import Stay
from legation.visa.rules.stay import check_stay

ARRIVAL = date(2026, 7, 1)


def leave_after(days: int) -> date:
    return ARRIVAL + timedelta(days=days - 1)


@pytest.mark.parametrize(("days", "verdict", "over"), [(1, "fits", 0), (30, "fits", 0), (31, "exceeds", 1)])
def test_both_ends_of_a_stay_are_days_of_it(days: int, verdict: str, over: int) -> None:
    check = check_stay(Stay(days=30), ARRIVAL, leave_after(days))
    assert (check.verdict, check.intended_days, check.days_over) == (verdict, days, over)


@pytest.mark.parametrize(
    ("days", "verdict"), [(1, "fits"), (3, "fits"), (4, "depends_on_hours"), (5, "exceeds"), (9, "exceeds")]
)
def test_72_hours_lie_within_three_days_surely_and_within_four_perhaps(days: int, verdict: str) -> None:
    assert check_stay(Stay(hours=72), ARRIVAL, leave_after(days)).verdict == verdict


def test_who_may_stay_for_ever_never_stays_too_long() -> None:
    assert check_stay(Stay(unlimited=True), ARRIVAL, date(2099, 1, 1)).verdict == "fits"


def test_earlier_stays_use_up_the_ninety_days() -> None:
    spring = ((date(2026, 4, 1), date(2026, 5, 30)),)
    check = check_stay(Stay(days=90, within=180), ARRIVAL, leave_after(31), spring)
    assert (check.verdict, check.days_over) == ("exceeds", 1)
    assert check_stay(Stay(days=90, within=180), ARRIVAL, leave_after(30), spring).verdict == "fits"


def test_the_first_day_on_which_the_same_stay_fits_is_told() -> None:
    spring = ((date(2026, 4, 1), date(2026, 6, 29)),)
    check = check_stay(Stay(days=90, within=180), ARRIVAL, leave_after(10), spring)
    assert check.earliest_arrival == date(2026, 9, 28)
    fitting = check_stay(Stay(days=90, within=180), date(2026, 9, 28), date(2026, 10, 7), spring)
    assert fitting.verdict == "fits"


def test_stays_that_overlap_are_counted_once() -> None:
    twice = ((date(2026, 5, 1), date(2026, 5, 20)), (date(2026, 5, 10), date(2026, 5, 20)))
    assert check_stay(Stay(days=30, within=180), ARRIVAL, leave_after(10), twice).verdict == "fits"


@given(
    starts=st.lists(st.tuples(st.integers(-250, -1), st.integers(1, 40)), max_size=4),
    length=st.integers(1, 120),
)
def test_the_window_agrees_with_counting_every_day(starts: list[tuple[int, int]], length: int) -> None:
    earlier = tuple(
        (ARRIVAL + timedelta(start), min(ARRIVAL - timedelta(1), ARRIVAL + timedelta(start + days)))
        for start, days in starts
    )
    present = {day for start, end in earlier for day in range(start.toordinal(), end.toordinal() + 1)}
    intended = range(ARRIVAL.toordinal(), ARRIVAL.toordinal() + length)
    present.update(intended)
    allowed = all(sum(last - 179 <= day <= last for day in present) <= 90 for last in intended)
    check = check_stay(Stay(days=90, within=180), ARRIVAL, leave_after(length), earlier)
    assert (check.verdict == "fits") == allowed
