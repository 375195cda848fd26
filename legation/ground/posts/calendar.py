"""Working days of a post: its weekend and holidays, own dates and those of a country, worked out offline.

Holidays of a country come from the library `holidays`; those that follow the moon are estimates there, so a profile
may add days of its own.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from legation.ground.profile import WEEKDAYS, Holidays, folder, post_rows, profile

_LAST_MINUTE = time(23, 59)
_MOST_DAYS = 4000


@dataclass(frozen=True)
class Calendar:
    """When a post works.

    `weekend` are numbers of days, 0 for Monday; `yearly` the holidays of every year as 'MM-DD', `days` those of one
    year, `country` the code of the state whose holidays are kept besides, or empty.
    """

    zone: ZoneInfo
    weekend: frozenset[int]
    yearly: frozenset[str]
    days: frozenset[date]
    country: str

    def works(self, day: date) -> bool:
        """Whether the post works on a day."""
        if day.weekday() in self.weekend or day in self.days or day.isoformat()[5:] in self.yearly:
            return False
        return not (self.country and day in _of_country(self.country, day.year))

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
    """The calendar of the post with this code: its own weekend and holidays, or else the profile's."""
    return _calendars(str(folder()))[post]


@lru_cache(maxsize=8)
def _calendars(_folder: str) -> dict[str, Calendar]:
    ours = profile()
    return {
        row["code"]: calendar(
            row["time_zone"], row["weekend"] or list(ours.weekend),
            Holidays.model_validate(row["holidays"]) if row["holidays"] else ours.holidays,
        )
        for row in post_rows()
    }  # fmt: skip


def calendar(zone: str, weekend: list[str], kept: Holidays) -> Calendar:
    """A calendar from what a profile says."""
    return Calendar(
        zone=ZoneInfo(zone), weekend=frozenset(WEEKDAYS.index(day) for day in weekend),
        yearly=frozenset(day for day in kept.days if len(day) == 5),
        days=frozenset(date.fromisoformat(day) for day in kept.days if len(day) == 10), country=kept.country,
    )  # fmt: skip
