"""Working days of a post: its weekend and holidays, own dates and those of a country, worked out offline.

Holidays of a country come from the library `holidays`; those that follow the moon are estimates there, so a profile
may add days of its own. What the files say the head of a post may change: regular hours, closures, special days.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from legation.ground.posts.fresh import tick
from legation.ground.posts.models import RegularHours, SpecialDay
from legation.ground.profile import EVERY, WEEKDAYS, Holidays, folder, post_rows, profile

_LAST_MINUTE = time(23, 59)
_MOST_DAYS = 4000
Spans = list[tuple[time, time]]


@dataclass(frozen=True)
class Calendar:
    """When a post works, and when it is open.

    `weekend` are numbers of days, 0 for Monday; `yearly` the holidays of every year as 'MM-DD', `days` those of one
    year, `country` the code of the state whose holidays are kept besides, or empty. `week` are the opening hours by
    number of the day; `special` those of single days, none where the post is closed.
    """

    zone: ZoneInfo
    weekend: frozenset[int]
    yearly: frozenset[str]
    days: frozenset[date]
    country: str
    week: Mapping[int, Spans] = field(default_factory=dict)
    special: Mapping[date, Spans] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether the post works on a day."""
        if day in self.special:
            return bool(self.special[day])
        if day.weekday() in self.weekend or day in self.days or day.isoformat()[5:] in self.yearly:
            return False
        return not (self.country and day in _of_country(self.country, day.year))

    def hours(self, day: date) -> Spans:
        """When the post is open on a day, by its own clock, in order; empty on a day on which it does not work."""
        if day in self.special:
            return list(self.special[day])
        return list(self.week.get(day.weekday(), ())) if self.works(day) else []

    def after(self, moment: datetime, working_days: int) -> datetime:
        """The last minute, by the post's clock, of the so manieth working day after the day of `moment`."""
        day, left = moment.astimezone(self.zone).date(), working_days
        for _day in range(_MOST_DAYS):
            day += timedelta(days=1)
            left -= self.works(day)
            if not left:
                break
        return datetime.combine(day, _LAST_MINUTE, self.zone)


@lru_cache(maxsize=256)
def _of_country(country: str, year: int) -> frozenset[date]:
    import holidays

    return frozenset(holidays.country_holidays(country, years=year))


@cache
def known_countries() -> frozenset[str]:
    """The codes (ISO 3166 alpha-2) of the states whose holidays are known."""
    import holidays

    return frozenset(holidays.list_supported_countries(include_aliases=False))


def calendar_of(post: str) -> Calendar:
    """The calendar of the post with this code: its own weekend, holidays and hours, or else the profile's.

    What its head changed is looked for twice a minute, in two queries for all posts; in between this asks nothing.
    """
    return _calendars_now(str(folder()), tick())[post]


def forget_hours() -> None:
    """Look again at once, in this process: the head of a post has changed something."""
    _calendars_now.cache_clear()


@lru_cache(maxsize=2)
def _calendars_now(of: str, _tick: int) -> dict[str, Calendar]:
    found = dict(_calendars(of))
    for post, week in RegularHours.objects.values_list("post__code", "week"):
        if post in found:
            opened = {number for number, day in enumerate(WEEKDAYS) if week.get(day)}
            weekend = found[post].weekend - opened  # whoever opens on a Saturday works on it
            found[post] = replace(found[post], weekend=weekend, week=_week(week, weekend))
    special: dict[str, dict[date, Spans]] = {}
    lately = date.today() - timedelta(days=400)
    for post, day, spans in SpecialDay.objects.filter(day__gt=lately).values_list("post__code", "day", "spans"):
        special.setdefault(post, {})[day] = spans_of(spans)
    return found | {post: replace(found[post], special=days) for post, days in special.items() if post in found}


@lru_cache(maxsize=8)
def _calendars(_folder: str) -> dict[str, Calendar]:
    ours = profile()
    return {
        row["code"]: calendar(
            row["time_zone"], row["weekend"] or list(ours.weekend),
            Holidays.model_validate(row["holidays"]) if row["holidays"] else ours.holidays,
            ours.hours if row["hours"] is None else row["hours"],
        )
        for row in post_rows()
    }  # fmt: skip


def calendar(
    zone: str, weekend: list[str], kept: Holidays, hours: Mapping[Any, list[str]] | None = None
) -> Calendar:  # fmt: skip
    """A calendar from what a profile says."""
    closed = frozenset(WEEKDAYS.index(day) for day in weekend)
    return Calendar(
        zone=ZoneInfo(zone), weekend=closed, yearly=frozenset(day for day in kept.days if len(day) == 5),
        days=frozenset(date.fromisoformat(day) for day in kept.days if len(day) == 10), country=kept.country,
        week=_week(hours or {}, closed),
    )  # fmt: skip


def _week(hours: Mapping[Any, list[str]], weekend: frozenset[int]) -> dict[int, Spans]:
    every = hours.get(EVERY, [])
    return {
        number: spans_of(hours.get(day, every)) for number, day in enumerate(WEEKDAYS) if number not in weekend
    }  # fmt: skip


def spans_of(written: list[str]) -> Spans:
    """The spans that are written as '09:00-12:30'."""
    return [(time.fromisoformat(begin), time.fromisoformat(end)) for begin, _dash, end in
            (span.partition("-") for span in written)]  # fmt: skip
