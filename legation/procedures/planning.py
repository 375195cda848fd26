"""When to look whether a reminder is due: written down with the change that begins the wait. Pure but for the rows."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from legation.procedures.bundles import Opened
from legation.procedures.models import Case, PlannedReminder


def at_start(case: Case, opened: Opened) -> Iterator[PlannedReminder]:
    """Of a draft that begins."""
    for each in opened.definition.reminders:
        if each.of == "draft":
            due = case.opened_at + timedelta(days=opened.definition.draft_days - each.days)
            yield PlannedReminder(case=case, reminder=each.reminder, due_at=due)


def after(case: Case, opened: Opened, *, verb: str, at: datetime) -> Iterator[PlannedReminder]:
    """Of a case that a verb has just brought where it is. A document's end is looked up when the row is first due."""
    for each in opened.definition.reminders:
        due: datetime | None = None
        if each.of == "fee" and verb == "submit":
            due = at + timedelta(days=each.days)
        elif each.of == "deadline" and case.status == each.state and case.deadline:
            due = case.deadline - timedelta(days=each.days)
        elif each.of == "document" and verb == "issue":
            due = at
        if due:
            yield PlannedReminder(case=case, reminder=each.reminder, due_at=due)
