"""The electoral roll: each person sees their own entry, the office alone reads it, and what is frozen never changes."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from legation.config.commands import roll as command
from legation.ground import node
from legation.ground.audit.models import Access
from legation.ground.errors import AtCentre, Conflict, Invalid, NotAllowed, NotFound
from legation.ground.people.api import Actor, create_person
from legation.ground.posts.api import actor_of, assign
from legation.roll import api as roll
from legation.roll.models import Entry, Line, Objection
from tests.registers.test_extracts import House, house, signing, walked

__all__ = ["house", "signing"]

pytestmark = pytest.mark.django_db
VOTE, DAY = "parliament-2027", timedelta(days=1)


def somebody(role: str, post: str) -> Actor:
    person = create_person(email=f"{role}.{post}@utopia.example".lower(), name=role, password="x" * 20)
    assign(person=person, post=post, role=role)
    return actor_of(person, role)


@pytest.fixture
def office(utopia: None) -> Actor:
    return somebody("electoral_officer", "HQ")


def enter(reference: str, name: str, now: datetime, *, how: str = "at_post", place: str = "PAR") -> str:
    written = roll.Written(place=place, district="FRA", polling=f"{place}/{how}", reference=reference, key=b"k" * 32,
                           content={"name": name})  # fmt: skip
    return roll.enter(written, by="test", at=now)


def announced(office: Actor, now: datetime, place: str = "PAR") -> None:
    roll.open_roll(place=place, vote=VOTE, inspection=(now + DAY, now + 8 * DAY), closes_at=now + 10 * DAY, by=office)


def frozen(office: Actor, now: datetime) -> int:
    return roll.freeze(place="PAR", vote=VOTE, by=office, at=now + 10 * DAY)


def lines(office: Actor, now: datetime, polling: str = "PAR/at_post") -> list[Any]:
    return roll.extract(place="PAR", vote=VOTE, polling=polling, purpose="the vote", by=office, at=now + 11 * DAY)


def test_entries_are_numbered_per_post_and_once_for_each_case(utopia: None, now: datetime) -> None:
    assert enter("R-1", "Brandt", now) == "PAR/E/2026/1" == enter("R-1", "Brandt", now)
    assert enter("R-2", "Müller", now) == "PAR/E/2026/2" and enter("R-3", "Ada", now, place="CAI") == "CAI/E/2026/1"
    assert all(b"Brandt" not in bytes(entry.sealed) for entry in Entry.objects.all())


def test_in_the_days_of_inspection_everybody_sees_their_own_entry_and_nothing_else(
    office: Actor, now: datetime
) -> None:
    enter("R-1", "Brandt", now)
    enter("R-2", "Müller", now)
    announced(office, now)
    own = roll.inspect(reference="R-1", vote=VOTE, at=now + 2 * DAY)
    assert own.content == {"name": "Brandt"} and own.number == "PAR/E/2026/1" and "Müller" not in str(own.content)
    for moment in (now, now + 8 * DAY):
        with pytest.raises(NotFound):
            roll.inspect(reference="R-1", vote=VOTE, at=moment)
    with pytest.raises(NotFound):
        roll.inspect(reference="R-9", vote=VOTE, at=now + 2 * DAY)


def test_an_objection_is_sealed_answered_and_read_by_its_person(office: Actor, now: datetime) -> None:
    enter("R-1", "Brandt", now)
    announced(office, now)
    objection = roll.object_to(reference="R-1", vote=VOTE, text="I vote by post.", at=now + 2 * DAY)
    assert b"post" not in bytes(Objection.objects.get().sealed)
    with pytest.raises(Conflict):
        frozen(office, now)
    with pytest.raises(NotAllowed):
        roll.answer_objection(objection=objection, text="No.", by=somebody("consular_officer", "PAR"), at=now + 3 * DAY)
    roll.answer_objection(objection=objection, text="Set right.", by=office, at=now + 3 * DAY)
    assert roll.inspect(reference="R-1", vote=VOTE, at=now + 4 * DAY).answers == (("I vote by post.", "Set right."),)
    with pytest.raises(NotFound):
        roll.object_to(reference="R-1", vote=VOTE, text="Late.", at=now + 9 * DAY)
    for text in ("", " ", "x" * 5000):
        with pytest.raises(Invalid):
            roll.object_to(reference="R-1", vote=VOTE, text=text, at=now + 5 * DAY)


def test_the_extract_is_numbered_by_polling_place_and_name_as_of_the_close(office: Actor, now: datetime) -> None:
    for reference, name, how in (("R-1", "Müller", "at_post"), ("R-2", "Brandt", "at_post"), ("R-3", "Ada", "by_post")):
        enter(reference, name, now, how=how)
    enter("R-4", "Struck", now)
    announced(office, now)
    roll.strike(reference="R-4", reason="no_vote", by=office, at=now + 5 * DAY)
    enter("R-5", "Late", now + 10 * DAY + timedelta(seconds=1))
    with pytest.raises(Conflict):
        roll.freeze(place="PAR", vote=VOTE, by=office, at=now + 9 * DAY)
    assert frozen(office, now) == 3
    assert lines(office, now) == [(1, {"name": "Brandt"}), (2, {"name": "Müller"})]
    assert lines(office, now, "PAR/by_post") == [(1, {"name": "Ada"})]


def test_what_is_frozen_stays_and_whoever_is_forgotten_leaves_a_number(office: Actor, now: datetime) -> None:
    enter("R-1", "Brandt", now)
    enter("R-2", "Müller", now)
    announced(office, now)
    frozen(office, now)
    with pytest.raises(Conflict):
        frozen(office, now)
    for change in (
        lambda: Line.objects.update(number=9),
        Line.objects.all().delete,
        lambda: Entry.objects.update(polling="x"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    roll.forget("R-1")
    assert lines(office, now) == [(1, {}), (2, {"name": "Müller"})]


def test_only_the_electoral_office_of_the_centre_reads_and_its_purpose_is_on_record(
    office: Actor, now: datetime
) -> None:
    enter("R-1", "Brandt", now)
    announced(office, now)
    frozen(office, now)
    for other in (somebody("registrar", "HQ"), somebody("electoral_officer", "PAR"), somebody("head_of_post", "PAR")):
        with pytest.raises(NotAllowed):
            lines(other, now)
    with pytest.raises(Invalid):
        roll.extract(place="PAR", vote=VOTE, polling="PAR/at_post", purpose=" ", by=office, at=now + 11 * DAY)
    assert not Access.objects.filter(subject="R-1").exists()
    lines(office, now)
    (look,) = Access.objects.filter(subject="R-1", verb="looked_at")
    assert look.actor == office.name and look.body["purpose"] == "the vote" and look.body["role"] == "electoral_officer"


def test_a_roll_whose_moments_are_out_of_order_is_not_announced(office: Actor, now: datetime) -> None:
    with pytest.raises(Invalid):
        roll.open_roll(place="PAR", vote=VOTE, inspection=(now + 2 * DAY, now), closes_at=now + 3 * DAY, by=office)
    with pytest.raises(Invalid):
        roll.open_roll(place="PAR", vote=VOTE, inspection=(now, now + 4 * DAY), closes_at=now + 3 * DAY, by=office)
    announced(office, now)
    with pytest.raises(Conflict):
        announced(office, now)


def test_the_office_works_by_its_command_and_nobody_else_does(
    office: Actor, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    who, other = "electoral_officer.hq@utopia.example", somebody("registrar", "PAR").person
    enter("R-1", "Brandt", datetime(2020, 1, 1, tzinfo=UTC))
    days = ("2020-02-01", "2020-02-15", "2020-03-01")
    assert command.run(["announce", "PAR", VOTE, *days, "--as", str(other and other.email)]) == 2
    assert command.run(["announce", "PAR", VOTE, *days, "--as", who]) == 0
    roll.object_to(reference="R-1", vote=VOTE, text="My name.", at=datetime(2020, 2, 2, tzinfo=UTC))
    assert command.run(["freeze", "PAR", VOTE, "--as", who]) == 2
    capsys.readouterr()
    assert command.run(["objections", "PAR", VOTE, "--as", who]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["text"] == "My name."
    assert command.run(["answer", str(told["objection"]), "Yes.", "--as", who]) == 0
    assert command.run(["freeze", "PAR", VOTE, "--as", who]) == 0
    assert command.run(["extract", "PAR", VOTE, "PAR/at_post", "--as", who]) == 2
    capsys.readouterr()
    assert command.run(["extract", "PAR", VOTE, "PAR/at_post", "--purpose", "the vote", "--as", who]) == 0
    assert json.loads(capsys.readouterr().out) == {"number": 1, "name": "Brandt"}


@pytest.mark.parametrize("language", ["en", "fr", "tr", "az", "ru", "ar"])
def test_who_registered_is_on_the_roll_and_reads_and_objects_on_their_page(
    office: Actor, signing: None, house: House, now: datetime, language: str, client: Any
) -> None:
    walk = walked("voter_registration", ("granted", "issue"), house, now, surname={"surname": "Eriksson"})
    at, page = datetime.now(UTC), f"/{language}/application/{walk.token}/roll/"
    assert client.get(page).status_code == 200 and "Eriksson" not in client.get(page).content.decode()
    place = Entry.objects.get(reference=walk.case.reference).book.place
    roll.open_roll(place=place, vote=VOTE, inspection=(at - DAY, at + DAY), closes_at=at + 2 * DAY, by=office)
    shown = client.get(page).content.decode()
    assert "Eriksson" in shown and VOTE in shown
    assert client.post(page, {"vote": VOTE, "text": " "}).status_code == 422
    assert client.post(page, {"vote": VOTE, "text": "I moved."}).status_code == 302
    assert "I moved." in client.get(page).content.decode()
    assert page in client.get(f"/{language}/application/{walk.token}/").content.decode()


def test_at_a_post_that_is_cut_off_nobody_is_entered(
    office: Actor, signing: None, house: House, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "_asked", [lambda: node.Node("CAI-E1", "CAI", "E1", 1, now)])
    with pytest.raises(AtCentre):
        walked("voter_registration", ("in_hand", "enter"), house, now)
    assert not Entry.objects.exists()
