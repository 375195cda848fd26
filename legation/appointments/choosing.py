"""What the page shows on which a time is chosen, whoever shows it."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from legation.appointments.around import service
from legation.appointments.elsewhere import why_not
from legation.appointments.free import HORIZON, free_days
from legation.appointments.models import Booking, Release
from legation.ground.errors import Invalid
from legation.ground.languages.api import format_weekday
from legation.ground.posts.api import Post

DAYS = 3
_LATELY = 30


def choices(post: Post, code: str, *, language: str, at: datetime, since: str = "") -> dict[str, Any]:
    """Context of `appointments/times.html`, for who shows it to fill in: where it leads `back`, `fields` for who is
    not known yet, `moves` and `now` of a booking that is moved, what was `said` and what went wrong.

    Args:
        since: the day from which on, as in an address; today if it is none.
    """
    wanted = service(code, language)
    days = free_days(post, code, wanted.minutes, at=at, since=day_in(since), most=DAYS)
    zone = ZoneInfo(post.time_zone)
    return {
        "service": wanted, "post": post, "place": post.name(language), "zone": at.astimezone(zone).tzname(),
        "days": [(format_weekday(each.day, language), [(_stamp(moment), f"{moment.astimezone(zone):%H:%M}")
                                                       for moment in each.times]) for each in days],
        "later": (days[-1].day + timedelta(days=1)).isoformat() if len(days) == DAYS else "",
        "earlier": bool(day_in(since)), "horizon": HORIZON, "draws": draws_of(post, code, at=at),
        "elsewhere": why_not(post, at=at),
        "back": "", "moves": "", "now": None, "error": "", "said": "", "fields": None, "wrong": {},
    }  # fmt: skip


def draws_of(post: Post, code: str, *, at: datetime) -> list[Release]:
    """The draws of a service at a post that are open or to come, and those of the last weeks."""
    rows = Release.objects.filter(post=post, service=code, last_day__gte=at.date() - timedelta(days=_LATELY))
    return list(rows.order_by("closes_at"))


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%MZ}"


def day_in(text: str) -> date | None:
    """A day that stands in an address."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def moment_in(text: str) -> datetime:
    """The time that was chosen.

    Raises:
        Invalid: it is none.
    """
    try:
        found = datetime.fromisoformat(text[:25])
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Invalid("no time", reader=_("Choose one of the times below."))
    return found


def told(booking: Booking, language: str) -> dict[str, str]:
    """Day, time and place of a booking as its page shows them, by the clock of the post."""
    local = booking.starts_at.astimezone(ZoneInfo(booking.post.time_zone))
    return {
        "day": format_weekday(local.date(), language), "time": f"{local:%H:%M}", "zone": local.tzname() or "",
        "place": booking.post.name(language),
    }  # fmt: skip
