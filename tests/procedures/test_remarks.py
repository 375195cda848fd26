"""What an applicant and the office write to each other."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from legation.ground.audit.models import Access
from legation.ground.errors import Conflict, NotAllowed, NotFound
from legation.ground.posts.api import actor_of, assign
from legation.messaging import api as messaging
from legation.procedures.models import Case, Remark
from legation.procedures.remarks import remarks_of, unread
from legation.procedures.selectors import draft_of
from legation.procedures.services.erase import forget
from legation.procedures.services.write import answer_applicant, write_to_office
from tests.config.entrance import citizen
from tests.procedures.support import handed_in, officer, paid, started

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
ASKED = "May my sister collect it?"


@pytest.fixture
def case(now: datetime) -> Case:
    found, _person = handed_in(now)
    return found


def clerk(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page_of(case: Case, now: datetime) -> tuple[Client, str]:
    """The applicant's page, as who knows reference and passport number comes to it."""
    from legation.procedures.services.open_way import open_for_a_while

    return Client(), f"/en/application/{open_for_a_while(case, at=datetime.now().astimezone())}/write/"


def test_a_question_is_answered_where_it_was_asked_and_both_sides_see_whose_turn_it_is(
    case: Case, now: datetime
) -> None:
    client, page = page_of(case, now)
    assert client.post(page, {"text": ASKED}).status_code == 302
    by = officer()
    desk = clerk(by.person)
    assert "1 waits for an answer" in desk.get(f"/en/desk/{case.reference}/").content.decode()
    assert ASKED in desk.get("/en/desk/written/").content.decode()
    assert desk.post(f"/en/desk/{case.reference}/written/", {"text": "Yes, with a letter."}).status_code == 302
    assert "Nobody waits" in desk.get("/en/desk/written/").content.decode()
    assert unread([case]) == {case.pk: 1}
    said = client.get(page).content.decode()
    assert ASKED in said and "Yes, with a letter." in said and unread([case]) == {}


def test_the_letter_about_an_answer_says_nothing_of_it(case: Case, now: datetime) -> None:
    before = len(messaging.captured())
    answer_applicant(reference=case.reference, text="You may collect it on Monday.", by=officer(), at=now)
    letter, *_others = messaging.captured()
    assert len(messaging.captured()) == before + 1 and case.application.reference in letter.body
    assert "Monday" not in letter.body


def test_what_is_written_lies_sealed_and_goes_with_who_is_forgotten(case: Case, now: datetime) -> None:
    write_to_office(case=case, text=ASKED, at=now)
    assert ASKED.encode() not in bytes(Remark.objects.get().said)
    forget(case, by="system", at=now)
    assert not Remark.objects.exists()
    case.refresh_from_db()
    with pytest.raises(Conflict):
        write_to_office(case=case, text=ASKED, at=now)


def test_nobody_of_another_post_or_role_reads_or_answers(case: Case, now: datetime) -> None:
    write_to_office(case=case, text=ASKED, at=now)
    elsewhere = officer("CAI", email="cairo@utopia.example")
    with pytest.raises(NotFound):
        answer_applicant(reference=case.reference, text="Yes.", by=elsewhere, at=now)
    client = clerk(elsewhere.person)
    assert ASKED not in client.get("/en/desk/written/").content.decode()
    for path in ("written/", "written/aside/"):
        assert client.post(f"/en/desk/{case.reference}/{path}", {"text": "Yes."}).status_code == 404
    registrar = officer(email="registrar.second@utopia.example").person
    assert registrar is not None
    assign(person=registrar, post="HQ", role="registrar")
    with pytest.raises(NotAllowed):
        answer_applicant(reference=case.reference, text="Yes.", by=actor_of(registrar, "registrar"), at=now)
    assert [each.ours for each in remarks_of([case])[case.pk]] == [False]


def test_a_word_of_thanks_needs_no_answer(case: Case, now: datetime) -> None:
    write_to_office(case=case, text="Thank you!", at=now)
    by = officer()
    clerk(by.person).post(f"/en/desk/{case.reference}/written/aside/")
    assert not Remark.objects.filter(waits=True).exists()
    assert Access.objects.filter(verb="needs_no_answer", subject=case.reference, actor=by.name).exists()


def test_a_draft_is_read_by_nobody_and_nothing_is_nothing(case: Case, now: datetime) -> None:
    token, _person = started(now)
    with pytest.raises(Conflict):
        write_to_office(case=draft_of(token)[0], text=ASKED, at=now)
    assert Client().get(f"/en/application/{token}/write/").status_code == 302
    client, page = page_of(case, now)
    refused = client.post(page, {"text": "  "})
    assert refused.status_code == 422 and "Write at least a sentence." in refused.content.decode()
    assert not Remark.objects.exists()


def test_the_list_makes_as_many_queries_for_three_as_for_one(now: datetime) -> None:
    by, counts = officer(), []
    for seed in (5, 6, 7):
        case, _person = handed_in(now, seed=seed)
        write_to_office(case=case, text=ASKED, at=now)
        client = clerk(by.person)
        client.get("/en/desk/written/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/desk/written/")
        counts.append(len(queries))
    assert counts[2] == counts[1]


def test_an_account_says_who_has_it_until_when_and_that_there_is_an_answer(now: datetime) -> None:
    case, person = paid(now, by_rule=False)
    answer_applicant(reference=case.reference, text="Yes.", by=officer(), at=now)
    said = citizen(person.pages["contact"]["email"]).get("/en/account/").content.decode()
    assert "1 new answer" in said and "In hand at" in said
