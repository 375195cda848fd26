"""The century that six digits leave out."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.documents.seals.mrz import MrzError, birth_day, expiry_day, yymmdd

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("420712", date(1942, 7, 12)),
        ("260301", date(2026, 3, 1)),  # born today
        ("260302", date(1926, 3, 2)),  # tomorrow is a hundred years ago
        ("000229", date(2000, 2, 29)),
        ("74<<<<", None),
        ("<<<<<<", None),
    ],
)
def test_nobody_is_born_in_the_future(text: str, born: date | None) -> None:
    assert birth_day(text, today=TODAY) == born


@pytest.mark.parametrize(
    ("text", "expires"),
    [
        ("120415", date(2012, 4, 15)),
        ("940623", date(1994, 6, 23)),
        ("360301", date(2036, 3, 1)),
        ("761231", date(2076, 12, 31)),
        ("770101", date(1977, 1, 1)),
    ],
)
def test_an_expiry_lies_at_most_half_a_century_ahead(text: str, expires: date) -> None:
    assert expiry_day(text, today=TODAY) == expires


def test_the_window_of_an_expiry_can_be_narrowed() -> None:
    assert expiry_day("400101", today=TODAY, ahead=10) == date(1940, 1, 1)


@pytest.mark.parametrize("text", ["", "990230", "991301", "99O101", "1999010", "٩٩٠١٠١"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(MrzError):
        birth_day(text, today=TODAY)


@settings(deadline=None)
@given(st.integers(0, 36_000), st.dates(date(2000, 1, 1), date(2098, 12, 31)))
def test_a_birthday_within_a_hundred_years_comes_back(age: int, today: date) -> None:
    born = today - timedelta(days=age)
    assert birth_day(yymmdd(born), today=today) == born


@settings(deadline=None)
@given(st.integers(-17_000, 17_000), st.dates(date(2000, 1, 1), date(2098, 12, 31)))
def test_an_expiry_within_half_a_century_comes_back(distance: int, today: date) -> None:
    expires = today + timedelta(days=distance)
    assert expiry_day(yymmdd(expires), today=today) == expires
