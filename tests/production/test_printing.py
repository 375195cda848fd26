"""A passport is printed from a file that only the printing place can open; whatever goes wrong there, blanks add up."""

import io
import json
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from legation.consular.passports import holds_until, zone
from legation.documents.seals.mrz import decode
from legation.ground.audit.api import verify
from legation.ground.errors import Conflict, Invalid, NotAllowed
from legation.ground.outbox.models import Effect
from legation.production import api as production
from legation.production import envelope
from legation.production.models import Answer, Job, Move, Stock
from legation.production.printer.press import Spoiled
from legation.production.providers.line import read
from legation.production.rules import Result, Said, nth_of
from tests.production.conftest import Place

pytestmark = pytest.mark.django_db
KEY, BLOCK = b"k" * 32, ("UA1000001", "UA1000003")
FIELDS = {"state": "UTO", "surname": "ERIKSSON", "given_names": "ANNA MARIA", "sex": "F", "birth_place": "ZENITH"}
BORN, ISSUED, UNTIL = date(1974, 8, 12), date(2026, 11, 22), date(2036, 11, 21)
Work = Callable[..., None]
Bring = Callable[[int], None]
LINES = partial(zone, FIELDS, born=BORN, until=UNTIL, code="P")


def photo(width: int = 413, height: int = 531) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).save(out, "JPEG")
    return out.getvalue()


def ordered(now: datetime, reference: str = "R-1", **changes: Any) -> str:
    asked = {"reference": reference, "decision": "d" * 64, "place": "HQ", "key": KEY, "code": "P", "fields": FIELDS,
             "photo": photo(), "issued": ISSUED, "until": UNTIL} | changes  # fmt: skip
    return production.order(production.Asked(**asked), block=BLOCK, zone=LINES, at=now)


def balance() -> int:
    return Stock.objects.get(place="HQ").balance


def states() -> list[str]:
    return list(Job.objects.order_by("pk").values_list("state", flat=True))


def test_the_zone_is_that_of_the_standards_own_example() -> None:
    """Doc 9303-4 appendix A; the example's optional data are not ours."""
    upper, lower = zone(FIELDS, "L898902C3", born=BORN, until=date(2012, 4, 15), code="P")
    assert upper == "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
    assert lower[:28] == "L898902C36UTO7408122F1204159" and decode((upper, lower)).is_consistent


@pytest.mark.parametrize(
    ("born", "until"), [("1974-08-12", "2036-11-21"), ("2008-11-23", "2031-11-21"), ("2008-11-22", "2036-11-21")]
)
def test_a_childs_passport_holds_half_as_long(born: str, until: str) -> None:
    assert holds_until(date.fromisoformat(born), ISSUED, {"adult": 10, "child": 5}) == date.fromisoformat(until)


def test_a_passport_is_printed_and_nothing_of_its_holder_is_left(
    place: Place, told: list[Any], blanks: Bring, work: Work, now: datetime
) -> None:
    blanks(5)
    number = ordered(now, signature=photo(300, 120))
    job = Job.objects.get()
    assert b"ERIKSSON" not in bytes(job.sealed or b"") and job.state == "waiting"
    work()
    job.refresh_from_db()
    assert (job.state, job.number, job.sealed, job.data_key) == ("produced", number, None, None)
    assert job.blank and job.chip and told == [("R-1", "produced")] and balance() == 4
    assert all(b"ERIKSSON" not in sent for sent in place.sent)
    everything = json.dumps(
        [*Effect.objects.values_list("body", flat=True), *Answer.objects.values_list("body", flat=True)]
    )
    assert "ERIKSSON" not in everything


def test_numbers_are_drawn_in_order_and_none_beyond_the_block(blanks: Bring, now: datetime) -> None:
    assert [ordered(now, f"R-{each}") for each in range(3)] == ["UA1000001", "UA1000002", "UA1000003"]
    with pytest.raises(Conflict):
        ordered(now, "R-9")
    for first, last in (("UA1", "UB9"), ("UA1000000001", "UA1000000009"), ("A1", "A10"), ("1A1", "1A9")):
        with pytest.raises(ValueError, match="block"):
            nth_of(first, last, 0)


@pytest.mark.parametrize("fault", ["misprint", "wrong_mrz"])
def test_a_misprint_asks_for_another_blank(
    place: Place, told: list[Any], blanks: Bring, work: Work, now: datetime, fault: str
) -> None:
    """Also one that the printing place calls good: the zone that it read is held against the one that was ordered."""
    blanks(5)
    place.faults(fault)
    ordered(now)
    work()
    assert states() == ["spoiled", "produced"] and told == [("R-1", "produced")] and balance() == 3
    assert list(Move.objects.order_by("pk").values_list("verb", flat=True)) == ["received", "spoiled", "used"]
    first, second = Job.objects.order_by("pk")
    assert first.number == second.number and first.blank != second.blank and not first.sealed


def test_after_three_spoiled_blanks_a_person_looks(told: list[Any], blanks: Bring, place: Place, now: datetime) -> None:
    blanks(5)
    ordered(now)
    for attempt in (1, 2, 3):
        order = f"R-1/UA1000001/{attempt}"
        production.take_answer(Said(f"M{attempt}", order, Result.MISPRINT, f"B{attempt}", "", ()), at=now)
    assert states() == ["spoiled", "spoiled", "stopped"] and told == [("R-1", "stopped")] and balance() == 2
    assert not Job.objects.exclude(sealed=None).exists()


@pytest.mark.parametrize("small", [False, True])
def test_a_picture_that_cannot_be_printed_costs_no_blank_and_goes_back(
    place: Place, told: list[Any], blanks: Bring, work: Work, now: datetime, small: bool
) -> None:
    blanks(5)
    place.faults(*(() if small else ("picture_rejected",)))
    ordered(now, photo=photo(20, 30) if small else photo())
    work()
    assert states() == ["rejected"] and told == [("R-1", "rejected")] and balance() == 5


def test_a_printer_that_is_down_is_asked_again_until_it_answers(
    place: Place, told: list[Any], blanks: Bring, work: Work, now: datetime
) -> None:
    blanks(5)
    place.faults("down")
    ordered(now)
    work(rounds=30)
    assert states() == ["waiting"] and told == [] and not Effect.objects.exclude(failed_at=None).exists()
    place.faults()
    work()
    assert states() == ["produced"] and balance() == 4


@pytest.mark.parametrize("fault", ["doubled_message", "late_answer"])
def test_a_message_that_comes_twice_or_late_counts_once(
    place: Place, told: list[Any], blanks: Bring, work: Work, now: datetime, fault: str
) -> None:
    blanks(5)
    place.faults(fault)
    ordered(now)
    work()
    assert states() == ["produced"] and told == [("R-1", "produced")] and balance() == 4 and Answer.objects.count() == 1


def test_a_message_that_somebody_else_signed_changes_nothing(
    place: Place, told: list[Any], blanks: Bring, work: Work, now: datetime
) -> None:
    blanks(5)
    place.faults("forged_message")
    ordered(now)
    work()
    assert states() == ["sent"] and told == [] and balance() == 5
    with pytest.raises(NotAllowed):
        read("bm9uZQ==")


def test_the_printing_place_prints_nothing_that_was_changed_on_its_way(place: Place) -> None:
    good = envelope.packed({"format": "x"}, secret="what both know")
    for data in (good, good[:-1] + bytes([good[-1] ^ 1]), b"", envelope.packed({"format": "x"}, secret="another")):
        with pytest.raises((envelope.Broken, Spoiled)):
            place.press.take("R-1", data)
    assert place.press.journal() == []


def test_no_file_leaves_without_a_blank_for_it(
    place: Place, told: list[Any], blanks: Bring, work: Work, now: datetime
) -> None:
    blanks(1)
    place.faults("late_answer")
    ordered(now, "R-1")
    ordered(now, "R-2")
    work(rounds=1)
    assert states() == ["sent", "waiting"]
    place.faults()
    work()
    assert states() == ["produced", "waiting"] and balance() == 0
    blanks(1)
    work()
    assert states() == ["produced", "produced"] and balance() == 0


def test_a_balance_is_never_negative_and_its_moves_never_change(blanks: Bring, now: datetime) -> None:
    blanks(2)
    with pytest.raises(Conflict):
        production.move_blanks(place="HQ", verb="spoiled", count=3, by="test", at=now)
    with pytest.raises(Invalid):
        production.move_blanks(place="HQ", verb="found", count=1, by="test", at=now)
    for change in (
        lambda: Stock.objects.update(balance=-1),
        lambda: Move.objects.update(change=9),
        Move.objects.all().delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert verify()[1] == []
    Stock.objects.update(balance=7)
    assert [finding.chain for finding in verify()[1]] == ["blanks:HQ"]


def test_whoever_is_forgotten_meanwhile_is_not_printed(
    place: Place, told: list[Any], blanks: Bring, work: Work, now: datetime
) -> None:
    blanks(2)
    ordered(now)
    production.forget("R-1")
    work()
    assert states() == ["withdrawn"] and place.sent == [] and balance() == 2


def test_what_nobody_waits_for_any_more_is_not_printed_and_its_file_is_gone(
    place: Place, told: list[Any], blanks: Bring, work: Work, now: datetime
) -> None:
    blanks(2)
    ordered(now, reference="X-1")
    work()
    job = Job.objects.get()
    assert (job.state, job.sealed, job.data_key) == ("withdrawn", None, None)
    assert place.sent == [] and told == [] and balance() == 2
