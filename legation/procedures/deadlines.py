"""By when somebody must act in a state: hours, or working days of the post that has the case."""

from datetime import datetime, timedelta

from legation.ground.posts.api import post_code
from legation.ground.posts.calendar import calendar_of
from legation.procedures.definitions.schema import State
from legation.procedures.models import Case


def deadline_of(case: Case, state: State, *, at: datetime) -> datetime | None:
    """The deadline of a case that comes into `state` at a moment; None where the state has none."""
    if state.deadline_working_days:
        return calendar_of(post_code(case.post_id)).after(at, state.deadline_working_days)
    return at + timedelta(hours=state.deadline_hours) if state.deadline_hours else None
