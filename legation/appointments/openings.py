"""When the counters of a post are open. The hours are the post's own; nothing of this is stored here."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from legation.ground.posts.api import Post
from legation.ground.posts.calendar import calendar_of

Spans = list[tuple[datetime, datetime]]
_USUAL = [(time(9), time(12, 30)), (time(14), time(16, 30))]


def spans(post: Post, day: date) -> Spans:
    """From when until when a post is open on a day of its own calendar, in UTC."""
    zone = ZoneInfo(post.time_zone)
    return [
        (datetime.combine(day, begins, zone).astimezone(UTC), datetime.combine(day, ends, zone).astimezone(UTC))
        for begins, ends in _hours(post.code, day)
    ]


def _hours(code: str, day: date) -> list[tuple[time, time]]:
    calendar = calendar_of(code)
    if hasattr(calendar, "hours"):
        return list(calendar.hours(day))
    return _USUAL if calendar.works(day) else []


def day_of(post: Post, moment: datetime) -> date:
    """The day at the post."""
    return moment.astimezone(ZoneInfo(post.time_zone)).date()


def days_from(day: date, count: int) -> list[date]:
    """So many days, this one first."""
    return [day + timedelta(days=number) for number in range(count)]
