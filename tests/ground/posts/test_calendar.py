"""Working days: each post by its own clock, weekend and holidays, without a network."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from legation.ground.posts import calendar as room
from legation.ground.posts import fresh
from legation.ground.posts.calendar import calendar, calendar_of
from legation.ground.posts.models import Post, RegularHours, SpecialDay
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


@pytest.mark.django_db
def test_a_post_keeps_its_own_days_and_else_those_of_the_profile() -> None:
    cairo, centre = calendar_of("CAI"), calendar_of("HQ")
    assert (cairo.works(date(2026, 11, 22)), centre.works(date(2026, 11, 22))) == (True, False)  # a Sunday
    assert (cairo.works(date(2026, 11, 20)), centre.works(date(2026, 11, 20))) == (False, True)  # a Friday
    assert not centre.works(date(2026, 7, 6))


MONDAY, TUESDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 27)
MORNING, AFTERNOON = (time(9), time(12, 30)), (time(14), time(17))


def test_a_post_is_open_at_the_hours_of_the_day_and_not_when_it_does_not_work() -> None:
    hours = {"every": ["09:00-12:30", "14:00-17:00"], "fri": ["09:00-12:30"]}
    post = calendar("UTC", ["sat", "sun"], Holidays(days=["2026-11-24"]), hours)
    assert post.hours(MONDAY) == [MORNING, AFTERNOON]
    assert post.hours(FRIDAY) == [MORNING]
    assert post.hours(TUESDAY) == []  # a holiday
    assert post.hours(date(2026, 11, 28)) == []  # a Saturday


@pytest.mark.django_db
def test_a_post_has_its_own_hours_or_those_of_the_profile() -> None:
    assert calendar_of("CAI").hours(TUESDAY) == [(time(8, 30), time(13)), (time(15), time(17, 30))]
    assert calendar_of("PAR").hours(TUESDAY) == [MORNING, AFTERNOON]


def set_by_its_head(utopia: None, now: datetime) -> None:
    cairo = Post.objects.get(code="CAI")
    RegularHours.objects.create(post=cairo, week={"every": ["10:00-11:00"]}, set_at=now, set_by="person:1")
    SpecialDay.objects.create(post=cairo, day=MONDAY, set_at=now, set_by="person:1")
    SpecialDay.objects.create(post=cairo, day=FRIDAY, spans=["12:00-13:00"], set_at=now, set_by="person:1")


def test_what_a_head_of_post_set_goes_before_the_files(utopia: None, now: datetime) -> None:
    set_by_its_head(utopia, now)
    room.forget_hours()
    cairo = calendar_of("CAI")
    assert cairo.hours(TUESDAY) == [(time(10), time(11))]
    assert (cairo.works(MONDAY), cairo.hours(MONDAY)) == (False, [])
    assert (cairo.works(FRIDAY), cairo.hours(FRIDAY)) == (True, [(time(12), time(13))])  # else its weekend
    assert calendar_of("PAR").hours(TUESDAY) == [MORNING, AFTERNOON]


def test_another_process_sees_a_change_within_a_minute_and_asks_nothing_in_between(
    utopia: None, now: datetime, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    moment = 1_000_000.0
    monkeypatch.setattr(fresh.time, "monotonic", lambda: moment)
    usual = calendar_of("CAI").hours(TUESDAY)
    set_by_its_head(utopia, now)
    with django_assert_num_queries(0):
        assert [calendar_of("CAI").hours(TUESDAY) for _again in range(50)] == [usual] * 50
    moment += timedelta(minutes=1).total_seconds()
    with django_assert_num_queries(2):
        assert calendar_of("CAI").hours(TUESDAY) == [(time(10), time(11))]
