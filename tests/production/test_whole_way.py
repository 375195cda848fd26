"""A passport from the form to its holder: printed from its file, misprinted once, or lost at the printing place."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from legation.consular.passports import zone
from legation.ground.audit.api import verify
from legation.ground.errors import NotFound
from legation.ground.people.api import Actor
from legation.procedures.answers import open_answers
from legation.production import api as production
from legation.production import envelope
from legation.production.models import Job, Move, Stock
from tests.contract.walking import Walk
from tests.procedures.decided import holder
from tests.production.conftest import Place, head_of

pytestmark = pytest.mark.django_db
Granted = Callable[..., Walk]
Work = Callable[..., None]
Bring = Callable[[int], None]
PASSPORTS = (
    "passport_adult",
    "passport_child",
    "passport_renewal",
    "passport_lost",
    "passport_damaged",
    "second_passport",
)
AFTER = ["made", "dispatch", "receive", "hand_over"]


@pytest.fixture
def now() -> datetime:
    """Files go out by the machine's own clock."""
    return datetime.now(UTC)


def handed_over(walk: Walk) -> None:
    """The way from the printing place to the holder."""
    for verb in AFTER[1:]:
        walk.step(verb)
    assert walk.case.status == "handed_over" and walk.verbs()[-4:] == AFTER


def jobs(walk: Walk) -> list[Job]:
    return list(Job.objects.filter(reference=walk.case.reference).order_by("pk"))


def stock() -> int:
    return Stock.objects.get(place="HQ").balance


def moves() -> list[str]:
    return list(Move.objects.order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize("procedure", PASSPORTS)
def test_a_passport_is_printed_and_handed_over(
    place: Place, blanks: Bring, work: Work, granted: Granted, procedure: str
) -> None:
    blanks(3)
    walk = granted(procedure)
    (job,) = jobs(walk)
    assert (job.state, walk.case.status) == ("waiting", "in_production") and job.blank == ""
    work(rounds=1)
    assert jobs(walk)[0].state == "sent" and production.held_at("HQ").out == 1 and stock() == 3
    work()
    (job,) = jobs(walk)
    assert (job.state, job.sealed, job.data_key) == ("produced", None, None) and job.blank and job.chip
    assert walk.case.status == "produced" and moves() == ["received", "used"] and stock() == 2
    handed_over(walk)
    assert verify()[1] == [] and production.held_at("HQ").out == 0


def test_what_stands_on_it_is_what_was_answered(place: Place, blanks: Bring, work: Work, granted: Granted) -> None:
    """The printing place reads its zone back; it is that of the answers, on the number that was drawn."""
    blanks(1)
    walk, seen = granted("second_passport"), list[Any]()
    taken = place.press.take
    place.press.take = lambda order, data: seen.append((order, data)) or taken(order, data)  # type: ignore
    work()
    (order, data), answers = seen[0], open_answers(walk.case)
    file = envelope.unpacked(data, secret="what both know")
    assert (order, file["number"]) == (jobs(walk)[0].order, jobs(walk)[0].number)
    assert file["fields"]["birth_place"].casefold() == str(answers["birth_place"]).casefold()
    made = zone(file["fields"], file["number"], born=datetime.fromisoformat(str(answers["birth_date"])).date(),
                until=datetime.fromisoformat(file["until"]).date(), code=file["document_code"])  # fmt: skip
    assert file["mrz"] == list(made)


def test_at_the_desk_a_page_of_nothing_but_a_photo_is_no_empty_card(granted: Granted) -> None:
    walk, client = granted(), Client()
    officer = holder("consular_officer", "ada", post=walk.case.post.code)
    client.force_login(officer.person)
    page = client.get(f"/en/desk/{walk.case.reference}/").content.decode()
    assert "/picture/photo/" in page
    assert not re.search(r'<dl class="summary">\s*</dl>', page) and not re.search(r'panel-title"[^>]*>Photo<', page)


@pytest.mark.parametrize("fault", ["misprint", "wrong_mrz"])
def test_a_misprint_costs_a_blank_and_the_next_one_is_handed_over(
    place: Place, blanks: Bring, work: Work, granted: Granted, fault: str
) -> None:
    blanks(3)
    place.faults(fault)
    walk = granted()
    work()
    first, second = jobs(walk)
    assert (first.state, second.state, first.number) == ("spoiled", "produced", second.number)
    assert first.blank and first.blank != second.blank and second.attempt == 2
    assert moves() == ["received", "spoiled", "used"] and stock() == 1
    assert walk.case.status == "produced" and walk.verbs().count("made") == 1
    handed_over(walk)


@pytest.mark.parametrize("lost", ["", "B00000077"])
def test_what_the_printing_place_lost_is_given_up_by_a_person_and_printed_again(
    place: Place, blanks: Bring, work: Work, granted: Granted, head: Actor, lost: str
) -> None:
    blanks(3)
    place.faults("late_answer")
    walk = granted()
    work(rounds=1)
    place.loses()
    place.faults()
    work()
    order = jobs(walk)[0].order
    assert jobs(walk)[0].state == "sent", "it answers no more"
    with pytest.raises(NotFound):
        production.give_up(order=order, by=head_of("PAR"), at=datetime.now(UTC), why="Not known there")
    production.give_up(order=order, by=head, at=datetime.now(UTC), why="Not known there", blank=lost, again=True)
    assert walk.case.status == "in_production" and production.is_out(walk.case.reference)
    work()
    first, second = jobs(walk)
    assert (first.state, first.blank) == ("spoiled" if lost else "withdrawn", lost)
    assert (second.state, second.number, second.attempt) == ("produced", first.number, 2)
    assert moves() == ["received", "spoiled" if lost else "released", "used"] and stock() == (1 if lost else 2)
    handed_over(walk)
    assert verify()[1] == []


def test_what_the_printing_place_lost_is_made_by_hand_after_it_was_given_up(
    place: Place, blanks: Bring, work: Work, granted: Granted, head: Actor
) -> None:
    blanks(1)
    place.faults("late_answer")
    walk = granted()
    work(rounds=1)
    place.loses()
    address, client = f"/en/desk/{walk.case.reference}/", Client()
    client.force_login(walk.people.first["HQ", "central_officer"].person)  # type: ignore[arg-type]
    assert "made_by_hand/" not in client.get(address).content.decode()
    production.give_up(order=jobs(walk)[0].order, by=head, at=datetime.now(UTC), why="Not known there")
    assert "made_by_hand/" in client.get(address).content.decode()
    walk.step("made_by_hand")
    work()
    assert (walk.case.status, jobs(walk)[0].state, stock()) == ("produced", "withdrawn", 1)
