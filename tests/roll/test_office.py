"""The electoral office's pages: what the command does, over the same services, for nobody else."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from legation.config.commands import roll as command
from legation.ground.audit.models import Access
from legation.ground.outbox import api as outbox
from legation.ground.people.api import Actor
from legation.messaging import api as messaging
from legation.procedures.services.act import Said, act
from legation.procedures.services.set_right import appeal
from legation.roll import api as roll
from legation.roll.models import Entry, Line, Roll, Striking
from tests.registers.test_extracts import House, house, signing, walked
from tests.roll.test_roll import VOTE, enter, office, somebody

__all__ = ["house", "office", "signing"]

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


def test_days_that_are_wrong_in_the_same_way_are_each_named_in_the_summary(desk: Client) -> None:
    blank = {name: "" for name in TYPED if name.endswith("-day")}
    page = desk.post("/en/electoral/", TYPED | blank).content.decode()
    found = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a>', page)
    assert [name for name, _said in found] == list(blank) and len({said for _name, said in found}) == 3
    assert found[0][1] == "It may be inspected from: Write a day as day, month and year."


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
    assert extract.content.decode("utf-8-sig").splitlines() == ["number,name,birth_date", "1,Brandt,"]


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


@pytest.fixture
def voter(office: Actor, signing: None, house: House, now: datetime) -> Any:
    """Somebody whose registration was granted, and who stands on the roll."""
    return walked("voter_registration", ("granted", "issue"), house, now, surname={"surname": "Eriksson"})


def entry_page(walk: Any) -> str:
    entry = Entry.objects.select_related("book").get(reference=walk.case.reference)
    return f"/en/electoral/{entry.book.place}/{entry.book.year}/{entry.number}/"


def letters() -> list[Any]:
    outbox.drain(clock=lambda: datetime.now(UTC))
    return list(messaging.captured())


def test_who_is_struck_gets_a_letter_with_the_reason_and_the_way_to_object(
    desk: Client, office: Actor, voter: Any, client: Any
) -> None:
    page = entry_page(voter)
    assert "no right to vote" in desk.get(page).content.decode()
    assert desk.post(page, {"reason": "made_up"}).status_code == 422
    assert not Striking.objects.exists()
    assert desk.post(page, {"reason": "no_vote"}).status_code == 302
    assert voter.case.status == "struck" and Striking.objects.get().actor == office.name
    (letter,) = [each for each in letters() if "struck from the electoral roll" in each.subject]
    assert "no right to vote" in letter.body and "object within 30 days" in letter.body
    assert desk.post(page, {"reason": "no_vote"}).status_code == 409
    own = client.get(f"/en/application/{voter.token}/").content.decode()
    assert "no right to vote" in own and "Appeal the decision" in own
    assert "This entry has been struck" in client.get(f"/en/application/{voter.token}/roll/").content.decode()


def test_whose_objection_is_granted_stands_again_under_the_same_number_and_may_be_struck_again(
    desk: Client, office: Actor, voter: Any, now: datetime
) -> None:
    at, page = datetime.now(UTC), entry_page(voter)
    place = page.split("/")[3]
    desk.post(page, {"reason": "no_vote"})
    assert roll.counted(by=office) == []
    appeal(token=voter.token, text="I may vote.", uploads=[], at=at)
    said = Said(reasons=["law_misapplied"], note="You may.")
    act(reference=voter.case.reference, verb="overturn", by=somebody("appeal_officer", "HQ"), at=at, said=said)
    outbox.drain(clock=lambda: datetime.now(UTC))
    assert voter.case.status == "entered" and Entry.objects.count() == 1
    assert [(each.place, each.standing) for each in roll.counted(by=office)] == [(place, 1)]
    assert roll.districts(place=place, by=office)[0][1] == 1
    assert desk.post(page, {"reason": "not_resident"}).status_code == 302 and Striking.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Striking.objects.all().delete()


def test_whoever_was_struck_when_the_roll_closed_is_not_on_it_though_restored_since(
    office: Actor, now: datetime
) -> None:
    for number, name in enumerate(("Kept", "Restored late", "Restored in time")):
        enter(f"R-{number}", name, now)
    roll.open_roll(place="PAR", vote=VOTE, inspection=(now, now + DAY), closes_at=now + 3 * DAY, by=office)
    for number in (1, 2):
        roll.strike(reference=f"R-{number}", reason="no_vote", by=office, at=now + DAY)
    enter("R-2", "Restored in time", now + 2 * DAY)
    enter("R-1", "Restored late", now + 4 * DAY)
    assert roll.freeze(place="PAR", vote=VOTE, by=office, at=now + 5 * DAY) == 2
    found = roll.extract(place="PAR", vote=VOTE, polling="PAR/at_post", purpose="x", by=office, at=now + 5 * DAY)
    assert [says["name"] for _number, says in found] == ["Kept", "Restored in time"]


def test_whoever_stands_on_the_roll_leaves_it_by_themself(office: Actor, voter: Any, client: Any) -> None:
    page = f"/en/application/{voter.token}/roll/"
    assert "Leave the electoral roll" in client.get(page).content.decode()
    assert client.post(page, {"act": "leave"}).headers["Location"] == f"/en/application/{voter.token}/"
    assert voter.case.status == "left" and Striking.objects.get().reason == "asked"
    assert client.post(page, {"act": "leave"}).status_code == 302 and Striking.objects.count() == 1
    assert any("You left the electoral roll" in each.subject for each in letters())
    assert "Leave the electoral roll" not in client.get(page).content.decode()


def test_the_command_strikes_too(office: Actor, voter: Any, capsys: pytest.CaptureFixture[str]) -> None:
    place, year, number = entry_page(voter).split("/")[3:6]
    written, who = f"{place}/E/{year}/{number}", "electoral_officer.hq@utopia.example"
    other = somebody("registrar", "PAR").person
    assert command.run(["strike", written, "no_vote", "--as", str(other and other.email)]) == 2
    assert command.run(["strike", written, "made_up", "--as", who]) == 2
    assert command.run(["strike", written, "no_vote", "--as", who]) == 0 and voter.case.status == "struck"
    assert written in capsys.readouterr().out
