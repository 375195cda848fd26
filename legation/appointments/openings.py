"""When the counters of a post are open. The hours are the post's own; nothing of this is stored here."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from legation.appointments.models import Booking
from legation.ground.posts.api import Post
from legation.ground.posts.calendar import calendar_of

Spans = list[tuple[datetime, datetime]]


def spans(post: Post, day: date) -> Spans:
    """From when until when a post is open on a day of its own calendar, in UTC."""
    zone = ZoneInfo(post.time_zone)
    return [
        (datetime.combine(day, begins, zone).astimezone(UTC), datetime.combine(day, ends, zone).astimezone(UTC))
        for begins, ends in calendar_of(post.code).hours(day)
    ]


def is_kept(booking: Booking) -> bool:
    """Whether the post is open at a booking's time, and its counter serves it then."""
    ends_at, counter = booking.starts_at + timedelta(minutes=booking.minutes), booking.counter
    inside = any(
        begins <= booking.starts_at and ends_at <= ends
        for begins, ends in spans(booking.post, day_of(booking.post, booking.starts_at))
    )
    return inside and counter.serves(booking.service) and booking.place <= counter.places


def day_of(post: Post, moment: datetime) -> date:
    """The day at the post."""
    return moment.astimezone(ZoneInfo(post.time_zone)).date()


def days_from(day: date, count: int) -> list[date]:
    """So many days, this one first."""
    return [day + timedelta(days=number) for number in range(count)]
