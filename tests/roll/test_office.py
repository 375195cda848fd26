"""The electoral office's pages: what the command does, over the same services, for nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from legation.ground.audit.models import Access
from legation.ground.people.api import Actor
from legation.roll import api as roll
from legation.roll.models import Line, Roll
from tests.roll.test_roll import VOTE, enter, office, somebody

__all__ = ["office"]

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TYPED = {"place": "PAR", "vote": VOTE, "inspect_from-day": "1", "inspect_from-month": "3", "inspect_from-year": "2020",
         "inspect_until-day": "15", "inspect_until-month": "3", "inspect_until-year": "2020", "closes_at-day": "1",
         "closes_at-month": "4", "closes_at-year": "2020"}  # fmt: skip
EARLY = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def desk(office: Actor) -> Client:
    made = Client()
    made.force_login(office.person)  # type: ignore[arg-type]
    return made


def test_a_roll_is_announced_by_the_clock_of_its_post(desk: Client) -> None:
    assert desk.post("/en/electoral/", TYPED).headers["Location"] == f"/en/electoral/PAR/{VOTE}/"
    assert Roll.objects.get().inspect_from == datetime(2020, 2, 29, 23, tzinfo=UTC)
    again = desk.post("/en/electoral/", TYPED)
    assert again.status_code == 409 and "announced already" in again.content.decode()


@pytest.mark.parametrize("change", [{"vote": "Two words"}, {"place": "XXX"}, {"closes_at-day": "40"},
                                    {"closes_at-month": "2"}])  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(desk: Client, change: dict[str, str]) -> None:
    said = desk.post("/en/electoral/", TYPED | change)
    assert said.status_code == 422 and not Roll.objects.exists() and 'value="2020"' in said.content.decode()


def test_entries_are_shown_by_district_and_each_look_is_on_record(desk: Client, office: Actor, now: datetime) -> None:
    enter("R-1", "Brandt", now)
    enter("R-2", "Ada", now, place="CAI")
    page = desk.get("/en/electoral/PAR/?district=FRA").content.decode()
    assert "Brandt" in page and "France" in page and "Ada" not in page
    assert "Brandt" not in desk.get("/en/electoral/PAR/?district=DEU").content.decode()
    assert "R-1" in desk.get("/en/electoral/PAR/2026/1/").content.decode()
    looks = Access.objects.filter(subject="R-1", verb="looked_at")
    assert looks.count() == 2 and {look.body["purpose"] for look in looks} == {"roll"}
    assert not Access.objects.filter(subject="R-2").exists()
    roll.forget("R-1")
    assert "Brandt" not in desk.get("/en/electoral/PAR/").content.decode()


def test_more_entries_than_a_page_holds_are_turned_over_without_a_query_for_each(
    desk: Client, office: Actor, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for number in range(55):
        enter(f"R-{number}", f"Voter {number}", now)
    with django_assert_max_num_queries(20):
        first = roll.entries(place="PAR", by=office, at=now)
    assert len(first.entries) == 50 and first.entries[0].name == "Voter 54"
    rest = roll.entries(place="PAR", before=first.more, by=office, at=now)
    assert [each.name for each in rest.entries] == [f"Voter {number}" for number in (4, 3, 2, 1, 0)] and rest.more == 0


def test_objections_are_answered_the_roll_is_frozen_and_extracts_are_made(desk: Client, office: Actor) -> None:
    enter("R-1", "Brandt", EARLY)
    desk.post("/en/electoral/", TYPED)
    roll.object_to(reference="R-1", vote=VOTE, text="My name.", at=datetime(2020, 3, 5, tzinfo=UTC))
    page = f"/en/electoral/PAR/{VOTE}/"
    shown = desk.get(page).content.decode()
    assert "My name." in shown and "Brandt" in shown
    waits = desk.post(page, {"act": "freeze"})
    assert waits.status_code == 409 and "waits for its answer" in waits.content.decode()
    (waiting,) = roll.objections(place="PAR", vote=VOTE, by=office, at=EARLY)
    assert desk.post(page, {"objection": str(waiting.key), "text": " "}).status_code == 422
    assert desk.post(page, {"objection": str(waiting.key), "text": "Set right."}).status_code == 302
    assert desk.post(page, {"objection": str(waiting.key), "text": "Again."}).status_code == 409
    assert desk.post(page, {"act": "freeze"}).status_code == 302 and Line.objects.count() == 1
    asked = {"act": "extract", "polling": "PAR/at_post"}
    assert desk.post(page, asked).status_code == 422
    extract = desk.post(page, asked | {"purpose": "the vote"})
    assert extract.content.decode().splitlines() == ["number,name,birth_date", "1,Brandt,"]


def test_nobody_else_opens_any_of_it(desk: Client, office: Actor, now: datetime) -> None:
    enter("R-1", "Brandt", now)
    roll.open_roll(place="PAR", vote=VOTE, inspection=(now, now + DAY), closes_at=now + DAY, by=office)
    for role, post in (("registrar", "HQ"), ("head_of_post", "PAR"), ("electoral_officer", "PAR")):
        other = Client()
        other.force_login(somebody(role, post).person)  # type: ignore[arg-type]
        for page in ("", "PAR/", "PAR/2026/1/", f"PAR/{VOTE}/"):
            assert other.get(f"/en/electoral/{page}").status_code == 403
        assert other.post("/en/electoral/", TYPED).status_code == 403
    for nothing in ("XXX/", "PAR/2026/9/", "PAR/nothing/"):
        assert desk.get(f"/en/electoral/{nothing}").status_code == 404
