"""Closing a post on some days, or opening it at other hours than usual."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from legation.ground.errors import Invalid
from legation.ground.people.api import Actor
from legation.ground.posts.calendar import calendar_of
from legation.ground.posts.heads import changing
from legation.ground.posts.models import SpecialDay
from legation.ground.posts.writing import spans_in, texts_in

MOST_DAYS = 62
MOST_REASON = 200


def set_days(
    *, post: str, first: date | None, last: date | None, hours: str, why: Mapping[str, str], by: Actor, at: datetime
) -> None:  # fmt: skip
    """Set the hours of each day from `first` to `last` (the same day where it is None), whatever they were.

    Args:
        hours: as they are typed; '' closes the post.
        why: language code -> the reason, as visitors read it; English is always among them where there is any.

    Raises:
        NotFound: `by` is not its head.
        Invalid: at its field: days that are over, too many or not in order; hours that cannot be read; no reason.
    """
    spans, reasons = spans_in(hours, field="hours"), texts_in(why, most=MOST_REASON)
    today = at.astimezone(calendar_of(post).zone).date()
    end = last or first
    wrong: dict[str, str] = {}
    if first is None or first < today:
        wrong["first"] = _("Choose a day that is not over.")
    elif end is None or not first <= end < first + timedelta(days=MOST_DAYS):
        wrong["last"] = _("Choose a day after the first one, at most two months later.")
    if "en" not in reasons:
        wrong["why-en"] = _("Say why in English at least: a language that lacks it shows this one.")
    if wrong or first is None or end is None:
        raise Invalid("days of a post", fields=wrong)
    days = [first + timedelta(days=number) for number in range((end - first).days + 1)]
    with changing("set_days", post=post, by=by, at=at) as change:
        had = SpecialDay.objects.filter(post=change.post, day__in=days)
        change.before = {str(day): hours for day, hours in had.values_list("day", "spans")}
        change.after = {str(day): spans for day in days} | {"why": reasons}
        had.delete()
        SpecialDay.objects.bulk_create(
            SpecialDay(post=change.post, day=day, spans=spans, why=reasons, set_at=at, set_by=by.name) for day in days
        )
