"""Working days: each post by its own clock, weekend and holidays, without a network."""

from datetime import UTC, date, datetime

from legation.ground.posts.calendar import calendar, calendar_of
from legation.ground.profile import Holidays

FRIDAY_NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def ends(moment: datetime, working_days: int, *, weekend: list[str], **kept: object) -> str:
    return calendar("UTC", weekend, Holidays.model_validate(kept)).after(moment, working_days).isoformat()[:16]


def test_a_weekend_is_not_counted() -> None:
    assert ends(FRIDAY_NOON, 1, weekend=["sat", "sun"]) == "2026-11-23T23:59"
    assert ends(FRIDAY_NOON, 5, weekend=["sat", "sun"]) == "2026-11-27T23:59"


def test_a_weekend_on_other_days_moves_the_deadline() -> None:
    assert ends(FRIDAY_NOON, 1, weekend=["fri", "sat"]) == "2026-11-22T23:59"
    assert ends(FRIDAY_NOON, 5, weekend=["thu", "fri"]) == "2026-11-25T23:59"


def test_a_holiday_of_every_year_and_one_of_this_year_are_not_counted() -> None:
    assert ends(FRIDAY_NOON, 1, weekend=["sat", "sun"], days=["11-23"]) == "2026-11-24T23:59"
    assert ends(FRIDAY_NOON, 1, weekend=["sat", "sun"], days=["2026-11-23", "2025-11-24"]) == "2026-11-24T23:59"


def test_the_holidays_of_a_country_are_known_even_where_they_follow_the_moon() -> None:
    turkey = calendar("Europe/Istanbul", ["sat", "sun"], Holidays(country="TR"))
    assert not turkey.works(date(2026, 10, 29))
    assert not turkey.works(date(2026, 5, 27))  # the feast of sacrifice
    assert turkey.works(date(2026, 10, 28))


def test_a_day_ends_by_the_posts_own_clock() -> None:
    late = datetime(2026, 11, 23, 22, tzinfo=UTC)  # already Tuesday in Amaurot's embassy at the Bosporus
    found = calendar("Europe/Istanbul", ["sat", "sun"], Holidays()).after(late, 1)
    assert found.astimezone(UTC).isoformat()[:16] == "2026-11-25T20:59"


def test_a_post_keeps_its_own_days_and_else_those_of_the_profile() -> None:
    cairo, centre = calendar_of("CAI"), calendar_of("HQ")
    assert (cairo.works(date(2026, 11, 22)), centre.works(date(2026, 11, 22))) == (True, False)  # a Sunday
    assert (cairo.works(date(2026, 11, 20)), centre.works(date(2026, 11, 20))) == (False, True)  # a Friday
    assert not centre.works(date(2026, 7, 6))
