"""Giving a day of a post its usual hours again."""

from datetime import date, datetime

from legation.ground.errors import Conflict
from legation.ground.people.api import Actor
from legation.ground.posts.heads import changing
from legation.ground.posts.models import SpecialDay


def clear_day(*, post: str, day: date, by: Actor, at: datetime) -> None:
    """Take back a closure or special hours.

    Raises:
        NotFound: `by` is not its head.
        Conflict: the day has its usual hours already.
    """
    with changing("cleared_day", post=post, by=by, at=at) as change:
        row = SpecialDay.objects.filter(post=change.post, day=day).first()
        if row is None:
            raise Conflict(f"{day} is a day as any")
        change.before, change.after = {str(day): row.spans, "why": row.why}, {}
        row.delete()
