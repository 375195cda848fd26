"""Setting the regular opening hours of a post."""

from collections.abc import Mapping
from datetime import datetime

from legation.ground.people.api import Actor
from legation.ground.posts.calendar import calendar_of
from legation.ground.posts.heads import changing
from legation.ground.posts.models import RegularHours
from legation.ground.posts.writing import spans_in
from legation.ground.profile import WEEKDAYS


def set_hours(*, post: str, week: Mapping[str, str], by: Actor, at: datetime) -> None:
    """Open a post at these hours every week, instead of those of the profile's files.

    Args:
        week: weekday ('mon' ...) -> hours as they are typed; a day that is left out is closed.

    Raises:
        NotFound: `by` is not its head.
        Invalid: hours cannot be read, at the field of their day.
    """
    read = {day: spans_in(week.get(day, ""), field=day) for day in WEEKDAYS}
    with changing("set_hours", post=post, by=by, at=at) as change:
        change.before, change.after = week_of(post), {day: spans for day, spans in read.items() if spans}
        RegularHours.objects.update_or_create(
            post=change.post, defaults={"week": read, "set_at": at, "set_by": by.name}
        )


def week_of(post: str) -> dict[str, list[str]]:
    """Weekday -> the regular hours in force, as they are typed, without the days on which it is closed."""
    kept = calendar_of(post)
    return {
        WEEKDAYS[day]: [f"{begin:%H:%M}-{end:%H:%M}" for begin, end in spans]
        for day, spans in kept.week.items() if spans
    }  # fmt: skip
