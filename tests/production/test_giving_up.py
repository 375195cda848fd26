"""A person waits no longer for the printing place: the blank that was held is free or written off, and that is written."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from legation.ground.audit.api import verify
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.outbox.models import Effect
from legation.ground.people.api import Actor
from legation.production import api as production
from legation.production.models import Answer, Job, Move, Stock
from legation.production.rules import Result, Said
from tests.production.conftest import Place, head_of
from tests.production.test_printing import balance, ordered, states

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]
FIRST, SECOND = "R-1/UA1000001/1", "R-1/UA1000001/2"
Work = Callable[..., None]
Bring = Callable[[int], None]


@pytest.fixture
def out(place: Place, told: Any, blanks: Bring, work: Work, now: datetime) -> Place:
    """Two blanks, and one file that is out and not answered."""
    blanks(2)
    place.faults("late_answer")
    ordered(now)
    work(rounds=1)
    assert states() == ["sent"]
    return place


def last_move() -> tuple[str, int, str, str]:
    move = Move.objects.order_by("pk").last()
    assert move is not None
    return move.verb, move.change, move.actor, move.body["note"]


def test_a_lost_order_frees_its_blank_with_a_reason_on_the_chain(out: Place, head: Actor, now: datetime) -> None:
    production.give_up(order=FIRST, by=head, at=now, why="Not known there")
    job = Job.objects.get()
    assert (job.state, job.blank, job.sealed, job.data_key) == ("withdrawn", "", None, None) and balance() == 2
    assert last_move() == ("released", 0, head.name, f"{FIRST} Not known there")
    assert verify()[1] == [] and not production.is_out("R-1")


def test_a_blank_that_was_lost_with_it_is_written_off_by_its_number(out: Place, head: Actor, now: datetime) -> None:
    production.give_up(order=FIRST, by=head, at=now, why="Burnt", blank="B00000009")
    job = Job.objects.get()
    assert (job.state, job.blank) == ("spoiled", "B00000009") and balance() == 1
    assert last_move() == ("spoiled", -1, head.name, f"B00000009 {FIRST} Burnt") and verify()[1] == []


def test_it_is_printed_again_under_the_same_number_if_so_wanted(
    out: Place, head: Actor, work: Work, now: datetime
) -> None:
    out.loses()
    production.give_up(order=FIRST, by=head, at=now, why="Lost", blank="B00000009", again=True)
    out.faults()
    work()
    assert states() == ["spoiled", "produced"] and balance() == 0
    assert set(Job.objects.values_list("number", flat=True)) == {"UA1000001"}


def test_what_was_printed_there_though_it_was_given_up_leaves_no_blank_too_many(
    out: Place, head: Actor, work: Work, now: datetime
) -> None:
    """It is asked once more, and the second file waits until there is a blank again."""
    production.give_up(order=FIRST, by=head, at=now, why="Lost", blank="B00000009", again=True)
    out.faults()
    work()
    assert states() == ["spoiled", "waiting"] and balance() == 0


@pytest.mark.parametrize("blank", ["", "B1"])
@pytest.mark.parametrize("known", [True, False])
def test_what_was_made_after_all_costs_its_blank_once_and_is_nobodys(
    out: Place, head: Actor, told: list[Any], now: datetime, blank: str, known: bool
) -> None:
    """The blank that it names may be the one that was written off."""
    production.give_up(order=FIRST, by=head, at=now, why="Not known there", blank=blank)
    lost, printed = bool(blank), "B1" if known else "B2"
    said = Said("M1", FIRST, Result.PASSED, printed, "C1", ())
    assert production.take_answer(said, at=now) and not production.take_answer(said, at=now)
    assert balance() == (1 if not lost or known else 0) and told == []
    assert Answer.objects.get().result == "late" and Job.objects.get().blank == (blank or printed)


def test_who_is_not_head_of_the_place_gives_nothing_up(out: Place, head: Actor, now: datetime) -> None:
    for by in (head_of("PAR"), Actor(role="central_officer", name=head.name, person=head.person)):
        with pytest.raises(NotFound):
            production.give_up(order=FIRST, by=by, at=now, why="Mine")
    with pytest.raises(NotFound):
        production.give_up(order="R-9/UA1/1", by=head, at=now, why="None")
    assert states() == ["sent"]


@pytest.mark.parametrize(("why", "blank"), [("", ""), ("  ", ""), ("w" * 121, ""), ("a\nb", ""), ("lost", "B 1"),
                                            ("lost", "B" * 21), ("lost", "B7")])  # fmt: skip
def test_it_takes_a_reason_and_a_number_that_no_other_passport_has(
    out: Place, head: Actor, now: datetime, why: str, blank: str
) -> None:
    Job.objects.create(order="R-7/UA9/1", reference="R-7", decision="d", place="HQ", number="UA9", blank="B7",
                       state="produced", digest="d", created_at=now)  # fmt: skip
    with pytest.raises(Invalid) as wrong:
        production.give_up(order=FIRST, by=head, at=now, why=why, blank=blank)
    assert list(wrong.value.fields) == ["blank" if blank else "why"]
    assert Job.objects.get(order=FIRST).state == "sent" and Stock.objects.get().last == 1


def test_what_has_ended_or_whose_file_is_gone_is_not_given_up(out: Place, head: Actor, now: datetime) -> None:
    production.forget("R-1")
    with pytest.raises(Conflict):
        production.give_up(order=FIRST, by=head, at=now, why="Lost", again=True)
    production.give_up(order=FIRST, by=head, at=now, why="Lost")
    with pytest.raises(Conflict):
        production.give_up(order=FIRST, by=head, at=now, why="Lost")
    assert states() == ["withdrawn"] and Stock.objects.get().last == 2


@pytest.mark.parametrize("given_up", [True, False])
def test_an_answer_that_finds_no_blank_left_is_taken_whole_and_the_chain_says_so(
    out: Place, head: Actor, told: list[Any], work: Work, now: datetime, given_up: bool
) -> None:
    """Whoever counted was wrong, since one was printed on: no balance goes below none, and no passport is lost."""
    if given_up:
        production.give_up(order=FIRST, by=head, at=now, why="Not known there")
    production.write_move(place="HQ", verb="spoiled", count=2, note="Wet", by=head, at=now)
    out.faults()
    work()
    job = Job.objects.get()
    assert (job.state, bool(job.blank), job.sealed) == ("withdrawn" if given_up else "produced", True, None)
    assert told == ([] if given_up else [("R-1", "produced")]) and Answer.objects.count() == 1
    verb, change, _actor, note = last_move()
    assert (verb, change) == ("uncounted", 0) and note.startswith(f"{job.blank} {FIRST}")
    assert balance() == 0 and verify()[1] == [] and not Effect.objects.filter(done_at=None).exists()


def test_a_misprint_that_finds_no_blank_left_is_ordered_again_all_the_same(
    out: Place, head: Actor, work: Work, now: datetime
) -> None:
    production.write_move(place="HQ", verb="spoiled", count=2, note="Wet", by=head, at=now)
    production.take_answer(Said("M1", FIRST, Result.MISPRINT, "B1", "", ()), at=now)
    work(rounds=2)
    assert states() == ["spoiled", "waiting"] and balance() == 0
