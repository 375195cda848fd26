"""Reminders: of a draft, an open fee, a document that ends; each once, and none that no longer applies."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.test import Client

from legation.ground.outbox import api as outbox
from legation.messaging import api as messaging
from legation.messaging.models import Message
from legation.procedures.models import Case, PlannedReminder, Way
from legation.procedures.reminding import REMIND, remind, remind_soon
from legation.procedures.selectors import draft_of
from legation.procedures.services.act import act
from legation.procedures.services.erase import delete_draft
from legation.procedures.services.save_page import save_page
from legation.procedures.services.settle import settle
from legation.procedures.services.submit import APPLICANT
from tests.procedures.support import filled, handed_in, started

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
DRAFT, FEE = timedelta(days=25), timedelta(days=2)


def told(case: Case, word: str) -> list[messaging.Captured]:
    return [each for each in messaging.about(case.reference) if word in each.subject]


def test_a_draft_is_reminded_of_once_five_days_before_it_is_deleted(now: datetime) -> None:
    token, _person = filled(now)
    case, _opened = draft_of(token)
    remind(at=now + DRAFT - timedelta(minutes=1))
    assert told(case, "draft") == []
    for hours in range(3):
        remind(at=now + DRAFT + timedelta(hours=hours))
    (mail,) = told(case, "draft")
    assert "22 December 2026" in mail.subject and not PlannedReminder.objects.exists()


def test_its_link_leads_into_the_draft_for_a_week(now: datetime) -> None:
    token, _person = filled(now)
    case, _opened = draft_of(token)
    remind(at=now + DRAFT)
    link = next(line for line in told(case, "draft")[0].body.split("\n") if "/application/" in line)
    way = link.rstrip("/").rsplit("/", 1)[1]
    with patch("legation.procedures.selectors.datetime") as clock:
        clock.now.return_value = now + DRAFT + timedelta(days=6)
        assert draft_of(way)[0].pk == case.pk and way != token
    assert Way.objects.get().ends_at == now + DRAFT + timedelta(days=7)


def test_a_draft_that_does_not_say_where_to_write_is_not_reminded_of(now: datetime) -> None:
    started(now)
    remind(at=now + DRAFT)
    assert not Message.objects.exists() and not PlannedReminder.objects.exists() and not Way.objects.exists()


def test_what_was_handed_in_is_no_draft_any_more(now: datetime) -> None:
    case, _person = handed_in(now)
    remind(at=now + DRAFT)
    assert told(case, "draft") == []


def test_an_open_fee_is_reminded_of_once_and_a_paid_or_withdrawn_one_never(now: datetime) -> None:
    waits, paid, withdrawn = (handed_in(now, seed=seed)[0] for seed in (1, 2, 3))
    settle(application=paid.application.reference, at=now)
    act(reference=withdrawn.reference, verb="withdraw", by=APPLICANT, at=now)
    for hours in range(3):
        remind(at=now + FEE + timedelta(hours=hours))
    assert len(told(waits, "not paid yet")) == 1
    assert told(paid, "not paid yet") == told(withdrawn, "not paid yet") == []


def test_a_document_that_ends_is_reminded_of_and_one_that_was_revoked_is_not(now: datetime) -> None:
    cases = [handed_in(now, seed=seed)[0] for seed in (1, 2)]
    for case in cases:
        PlannedReminder.objects.create(case=case, reminder="visa_ends", due_at=now)
    end = now.replace(hour=0) + timedelta(days=91)
    with patch("legation.documents.api.expiries", return_value={cases[0].reference: end}):
        remind(at=now)
        assert PlannedReminder.objects.get(reminder="visa_ends").due_at == end - timedelta(days=7)
        remind(at=end - timedelta(days=7))
        remind(at=end - timedelta(days=6))
    assert len(told(cases[0], "visa ends")) == 1 and told(cases[1], "visa ends") == []


def test_a_worker_that_slept_reminds_of_nothing_that_is_over(now: datetime) -> None:
    filled(now)
    remind(at=now + timedelta(days=31))
    assert not Message.objects.exists()


def test_who_stopped_reminders_gets_none_and_decisions_all_the_same(now: datetime) -> None:
    case, _person = handed_in(now)
    remind(at=now + FEE - timedelta(hours=1))
    body = f"/en/reminders/stop/{messaging.stop_token(case.application.reference)}/"
    assert Client().post(body).status_code == 200
    remind(at=now + FEE)
    assert told(case, "not paid yet") == []


def test_a_reminder_says_where_it_can_be_stopped(now: datetime) -> None:
    case, _person = handed_in(now)
    remind(at=now + FEE)
    (mail,) = told(case, "not paid yet")
    assert f"/en/reminders/stop/{case.application.reference}." in mail.body


def test_a_case_that_cannot_be_opened_keeps_nobody_elses_reminder_back(now: datetime) -> None:
    broken, whole = (handed_in(now, seed=seed)[0] for seed in (1, 2))
    broken.application.applicant.data_key = b"x" * 40
    broken.application.applicant.save()
    remind(at=now + FEE)
    assert told(broken, "not paid yet") == [] and len(told(whole, "not paid yet")) == 1


def test_many_are_looked_up_with_as_many_queries_as_few(now: datetime) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (2, 6):
        PlannedReminder.objects.all().delete()
        for seed in range(number):
            handed_in(now, seed=seed + number)
        with CaptureQueriesContext(connection) as queries:
            assert remind(at=now + FEE) == number
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_queue_looks_once_a_minute(now: datetime) -> None:
    case, _person = handed_in(now)
    for seconds in (0, 20, 40):
        remind_soon(at=now.replace(second=seconds) + FEE)
    with patch("legation.procedures.reminding.timezone.now", return_value=now + FEE):
        effects = [each for each in outbox.claim(at=now + FEE + timedelta(minutes=1), limit=99) if each.kind == REMIND]
        assert len(effects) == 1 and outbox.run_all(effects, at=now + FEE) == 1
    assert len(told(case, "not paid yet")) == 1


def test_erasing_a_draft_erases_its_reminders(now: datetime) -> None:
    token, person = started(now)
    save_page(token=token, page="trip", data=person.pages["trip"], uploads={}, at=now)
    assert PlannedReminder.objects.count() == 1
    delete_draft(draft_of(token)[0])
    assert not PlannedReminder.objects.exists()
