"""Reminders: each speaks of something that ends, at a moment before it ends."""

from collections.abc import Iterator

from legation.ground.sources import Problem
from legation.procedures.definitions.checks.subject import Subject
from legation.procedures.definitions.schema import Reminder


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with reminders."""
    yield from subject.twice(("reminders",), "Reminder", [each.reminder for each in subject.definition.reminders])
    for number, reminder in enumerate(subject.definition.reminders):
        place = ("reminders", number)
        if (reminder.of == "deadline") != (reminder.state is not None):
            if reminder.state is None:
                what = f"Reminder '{reminder.reminder}' does not say the deadline of which state."
                yield subject.at(place, what, "Add 'state:' with a state that has deadline_hours.")
            else:
                what = f"Reminder '{reminder.reminder}' is of the {reminder.of}, whatever the state."
                yield subject.at((*place, "state"), what, "Delete 'state', or write 'of: deadline'.")
            continue
        yield from _SIDES[reminder.of](subject, number, reminder)


def _draft(subject: Subject, number: int, reminder: Reminder) -> Iterator[Problem]:
    days = subject.definition.draft_days
    if reminder.days >= days:
        what = f"A draft is kept for {days} days; {reminder.days} days before that it has not begun."
        yield subject.at(("reminders", number, "days"), what, f"Write fewer than {days} days.")


def _fee(subject: Subject, number: int, reminder: Reminder) -> Iterator[Problem]:
    if subject.definition.fee.amount == 0:
        what = f"Reminder '{reminder.reminder}' is of a fee, and the service is free."
        yield subject.at(("reminders", number, "of"), what, "Delete it.")


def _deadline(subject: Subject, number: int, reminder: Reminder) -> Iterator[Problem]:
    place = ("reminders", number, "state")
    states = {each.state: each for each in subject.definition.states}
    state = states.get(reminder.state or "")
    if state is None:
        waits = [name for name, each in states.items() if each.phase == "applicant" and each.has_deadline]
        yield subject.unknown(place, f"There is no state '{reminder.state}'.", reminder.state or "", waits or states)
    elif state.phase != "applicant":
        what = f"In state '{state.state}' it is not the applicant's turn; there is nothing to remind them of."
        yield subject.at(place, what, "Name a state of the phase applicant.")
    elif not state.has_deadline:
        yield subject.at(place, f"State '{state.state}' has no deadline.", "Add 'deadline_hours:' to it.")
    elif reminder.days * 24 >= (state.deadline_hours or 24 * (state.deadline_working_days or 0)):
        hours, days = state.deadline_hours, state.deadline_working_days
        lasts = f"{hours} hours" if hours else f"{days} working days"
        what = f"State '{state.state}' lasts {lasts}; {reminder.days} days before its end it has not begun."
        yield subject.at(("reminders", number, "days"), what, "Write fewer days.")


def _document(subject: Subject, number: int, reminder: Reminder) -> Iterator[Problem]:
    if not any(each.issues for each in subject.definition.transitions):
        what = f"Reminder '{reminder.reminder}' is of a document, and none is issued."
        yield subject.at(("reminders", number, "of"), what, "Delete it, or add 'issues:' to a transition.")


_SIDES = {"draft": _draft, "fee": _fee, "deadline": _deadline, "document": _document}
