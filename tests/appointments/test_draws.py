"""A draw replays from its file alone; whoever changes the list, the seed or the order is found out."""

import copy
import json
from datetime import timedelta
from pathlib import Path

import pytest

from legation.appointments import drawing
from legation.appointments.models import Booking, Release, Wish
from legation.appointments.services.release import Days, announce, draw, draw_what_is_closed, enter, published
from legation.config.commands import draw as command
from legation.ground.errors import Conflict, Invalid
from tests.appointments.support import MONDAY, NINE, SERVICE, Told, counter, faults, post, times, wanted

pytestmark = pytest.mark.django_db
CLOSES = MONDAY + timedelta(hours=12)
AFTER = CLOSES + timedelta(minutes=1)
TUESDAY = (NINE + timedelta(days=1)).date()


def drawn(people: int = 20) -> Release:
    """A draw of Tuesday's 15 times among some people."""
    counter()
    release = announce(post=post(), code=SERVICE, days=Days(TUESDAY, TUESDAY, MONDAY, CLOSES), at=MONDAY)
    for number in range(people):
        enter(release, wanted(f"p{number}"), at=MONDAY)
    draw(release, at=AFTER)
    release.refresh_from_db()
    return release


def test_the_times_go_in_the_order_of_the_seed_and_the_others_wait(told: Told) -> None:
    release = drawn()
    file = published(release.code)
    assert file["order"][:15] == release.seated and drawing.problems(file) == []
    starts = [Booking.objects.get(reference=f"UTO-p{number - 1}").starts_at for number in release.seated]
    assert starts == sorted(starts) and len(set(starts)) == 15 and Wish.objects.count() == 5
    assert faults() == [] and told.kinds() == ["booked"] * 15


def test_its_days_are_given_to_nobody_before_it(told: Told) -> None:
    counter()
    announce(post=post(), code=SERVICE, days=Days(NINE.date() + timedelta(days=1), TUESDAY, MONDAY, CLOSES), at=MONDAY)
    assert {moment.date() for moment in times()} == {NINE.date()}
    assert {moment.date() for moment in times(at=CLOSES)} == {TUESDAY + timedelta(days=1)}


def test_a_person_has_one_number_however_often_they_ask(told: Told) -> None:
    counter()
    release = announce(post=post(), code=SERVICE, days=Days(TUESDAY, TUESDAY, MONDAY, CLOSES), at=MONDAY)
    assert [enter(release, wanted(who), at=MONDAY) for who in ("more", "thomas", "more")] == [1, 2, 1]
    with pytest.raises(Conflict):
        enter(release, wanted("peter"), at=CLOSES)
    with pytest.raises(Conflict):
        draw(release, at=CLOSES - timedelta(minutes=1))


def test_the_seed_is_told_after_the_draw_only_and_was_committed_to_before(told: Told) -> None:
    counter()
    release = announce(post=post(), code=SERVICE, days=Days(TUESDAY, TUESDAY, MONDAY, CLOSES), at=MONDAY)
    before = published(release.code)
    assert "seed" not in before and len(before["commitment"]) == 64
    enter(release, wanted("more"), at=MONDAY)
    assert draw_what_is_closed(at=AFTER) == 1 and draw_what_is_closed(at=AFTER) == 0
    after = published(release.code)
    assert drawing.problems(after, committed=before["commitment"], count=1) == []
    assert "more" not in json.dumps(after).lower()


def test_a_draw_is_announced_before_it_opens_and_its_days_come_after_it(told: Told) -> None:
    for days in (
        Days(TUESDAY, TUESDAY, MONDAY - timedelta(minutes=1), CLOSES), Days(TUESDAY, TUESDAY, CLOSES, MONDAY),
        Days(NINE.date(), TUESDAY, MONDAY, CLOSES), Days(TUESDAY, NINE.date(), MONDAY, CLOSES),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            announce(post=post(), code=SERVICE, days=days, at=MONDAY)


FAULTS = {
    "another seed": lambda file: file.update(seed="00" * 32),
    "another seed with its commitment": lambda file: file.update(
        seed="00" * 32, commitment=drawing.commitment(bytes(32))
    ),
    "a number less": lambda file: file["numbers"].remove(3),
    "a number more": lambda file: file["numbers"].append(99),
    "a number twice": lambda file: file["numbers"].append(3),
    "two that changed places": lambda file: file["order"].reverse(),
    "one left out of the order": lambda file: file["order"].pop(),
    "somebody seated out of turn": lambda file: file["seated"].reverse(),
    "somebody seated who had no number": lambda file: file["seated"].append(99),
    "another count": lambda file: file.update(count=19),
    "another commitment": lambda file: file.update(commitment="00" * 32),
    "a file of something else": lambda file: file.update(format="x"),
    "no seed": lambda file: file.pop("seed"),
    "a seed that is none": lambda file: file.update(seed="xyz"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_changed_draw_is_found(fault: str, told: Told) -> None:
    file = published(drawn().code)
    changed = copy.deepcopy(file)
    FAULTS[fault](changed)
    assert drawing.problems(changed) != []


def test_a_list_cut_short_with_a_new_order_is_found_by_who_noted_the_count(told: Told) -> None:
    file = published(drawn().code)
    seed, numbers = bytes.fromhex(file["seed"]), file["numbers"][:-1]
    order = drawing.order(seed, numbers)
    cut = file | {"numbers": numbers, "count": 19, "order": order, "seated": order[:15]}
    assert drawing.problems(cut) == [] and drawing.problems(cut, count=20) != []


def test_the_command_replays_a_file_and_says_what_is_wrong(told: Told, tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    file = published(drawn().code)
    path = tmp_path / "draw.json"
    path.write_text(json.dumps(file))
    assert command.run(["verify", str(path), "--commitment", file["commitment"], "--count", "20"]) == 0
    assert "20 wishes, 15 got a time" in capsys.readouterr().out
    path.write_text(json.dumps(file | {"order": file["order"][::-1]}))
    assert command.run(["verify", str(path)]) == 1 and "not the one that the seed gives" in capsys.readouterr().out
    assert command.run(["verify", str(tmp_path / "none")]) == 1
