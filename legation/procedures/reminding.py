"""Reminders: planned when a case comes to where one is due, looked at again when its moment comes, sent once.

What is planned is only a moment to look: by then a fee may be paid, a term may be longer, a document replaced.
"""

import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from legation.documents import api as documents
from legation.ground.errors import LegationError
from legation.ground.languages.api import format_date
from legation.ground.outbox import api as outbox
from legation.ground.posts.api import day_at
from legation.ground.secrets import blind_index
from legation.messaging import api as messaging
from legation.procedures.answers import open_answers
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.definitions.schema import Reminder
from legation.procedures.models import Case, PlannedReminder, Way
from legation.procedures.services.handing_in import party_details
from legation.procedures.telling import News, choices, letters

WAY_LASTS = timedelta(days=7)
REMIND = "procedures.remind"
_MOST, _ROUNDS = 100, 20
log = logging.getLogger("legation.procedures")


@dataclass(frozen=True)
class _Due:
    """A reminder whose moment has come: of which case, and the day it speaks of."""

    row: PlannedReminder
    case: Case
    reminder: Reminder
    day: datetime


def remind_soon(*, at: datetime) -> None:
    """Have the queue look which reminders are due, once a minute however many workers there are."""
    with transaction.atomic():
        outbox.enqueue(REMIND, key=f"{at:%Y-%m-%dT%H:%M}", body={}, at=at)


def look(_body: outbox.Body, _prepared: Any) -> None:
    """What the queue does: a few rounds, so that a morning with many reminders holds up nobody."""
    for _round in range(_ROUNDS):
        if remind(at=timezone.now()) < _MOST:
            return


def remind(*, at: datetime, most: int = _MOST) -> int:
    """Send the reminders that are due, `most` at a time; gives how many were looked at."""
    with transaction.atomic():
        rows = PlannedReminder.objects.filter(due_at__lte=at).order_by("due_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        looked_at = list(rows[:most])
        if looked_at:
            _look(looked_at, at=at)
    return len(looked_at)


def _look(rows: list[PlannedReminder], *, at: datetime) -> None:
    everywhere = Case.objects.everywhere("reminders are the same for every post").exclude(data_key=None)
    cases = everywhere.select_related("application__applicant").in_bulk([row.case_id for row in rows])
    expiries = documents.expiries([case.reference for case in cases.values()])
    due, done, again = [], [], []
    for row in rows:
        case = cases.get(row.case_id)
        reminder = _of(case, row.reminder) if case else None
        moment, day = _moment(case, reminder, expiries) if case and reminder else (None, None)
        if case is None or reminder is None or moment is None or day is None or day <= at:
            done.append(row)
        elif moment > at:
            row.due_at = moment
            again.append(row)
        else:
            due.append(_Due(row, case, reminder, day))
            done.append(row)
    _send(due, at=at)
    PlannedReminder.objects.filter(pk__in=[row.pk for row in done]).delete()
    PlannedReminder.objects.bulk_update(again, ["due_at"])


def _of(case: Case, code: str) -> Reminder | None:
    reminders = open_bundle(case.bundle_id).definition.reminders
    return next((each for each in reminders if each.reminder == code), None)


def _moment(
    case: Case, reminder: Reminder, expiries: dict[str, datetime]
) -> tuple[datetime | None, datetime | None]:  # fmt: skip
    """When to remind, and of which moment; nothing where it no longer applies."""
    opened, before = open_bundle(case.bundle_id), timedelta(days=reminder.days)
    end: datetime | None = None
    if reminder.of == "draft" and case.status == opened.definition.states[0].state:
        end = case.opened_at + timedelta(days=opened.definition.draft_days)
    elif reminder.of == "deadline" and case.status == reminder.state:
        end = case.deadline
    elif reminder.of == "document":
        end = expiries.get(case.reference)
    elif reminder.of == "fee" and case.status in opened.transitions["settle"].from_ and case.application.submitted_at:
        # a fee has no term of its own: one speaks of it so many days after handing in
        since = case.application.submitted_at
        return since + before, datetime.max.replace(tzinfo=UTC)
    return (end - before, end) if end else (None, None)


def _send(due: list[_Due], *, at: datetime) -> None:
    ways = choices(each.case.application for each in due)
    wanted = [each for each in due if each.case.application_id not in ways or ways[each.case.application_id].reminders]
    links = {each.row.pk: secrets.token_urlsafe(24) for each in wanted if each.reminder.of != "document"}
    said = [(each, found) for each in wanted if (found := _said(each, links.get(each.row.pk, "")))]
    Way.objects.bulk_create(
        Way(application=each.case.application, token=blind_index("resume", links[each.row.pk]), ends_at=at + WAY_LASTS)
        for each, _news in said
        if each.row.pk in links
    )
    messaging.send(*letters([news for _each, news in said]), at=at)


def _said(due: _Due, token: str) -> News | None:
    """As `_news`; a case that cannot be opened keeps nobody else's reminder back."""
    try:
        return _news(due, token)
    except LegationError as error:
        log.error("no reminder for %s: %s", due.case.reference, error)
        return None


def _news(due: _Due, token: str) -> News | None:
    """What to say; nothing to a draft that says nowhere to."""
    case, opened = due.case, open_bundle(due.case.bundle_id)
    name, email = _person(case, opened)
    if not email:
        return None
    language, reference = case.application.language, case.application.reference
    base = f"{settings.LEGATION_ADDRESS}/{language}"
    day = "" if due.reminder.of == "fee" else format_date(day_at(case.post_id, due.day), language)
    values = {"go_on_url": f"{base}/application/{token}/", "day": day} if token else {"day": day}
    # persons of one application share its draft and its fee
    whose = case.reference if due.reminder.of in ("deadline", "document") else reference
    return News(
        case, key=f"{whose}:{due.reminder.reminder}:{day and due.day.date().isoformat()}",
        what=f"reminder.{due.reminder.reminder}", name=name or email, email=email, values=values,
        stop=f"{base}/reminders/stop/{messaging.stop_token(reference)}/",
    )  # fmt: skip


def _person(case: Case, opened: Opened) -> tuple[str, str]:
    """Name and address, of the party, else of what a draft says so far."""
    if case.application.applicant is not None:
        party = party_details(case.application.applicant)
        return party["name"], party["email"]
    answers = open_answers(case)
    name = " ".join(str(answers[field]) for field in opened.definition.subject_name if field in answers)
    return name, str(answers.get(opened.definition.contact, ""))
