"""Who counts the blanks of a place writes down what came and went; what goes to another place is confirmed there."""

from datetime import datetime

import pytest

from legation.ground import node
from legation.ground.audit.api import verify
from legation.ground.errors import AtCentre, Conflict, Invalid, NotFound
from legation.ground.people.api import Actor
from legation.production import api as production
from legation.production.models import Move, Stock
from tests.production.conftest import head_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


@pytest.fixture
def cairo(utopia: None) -> Actor:
    return head_of("CAI")


@pytest.fixture
def paris(utopia: None) -> Actor:
    return head_of("PAR")


def balance(place: str) -> int:
    return Stock.objects.get(place=place).balance


def came(by: Actor, at: datetime) -> None:
    production.write_move(place="CAI", verb="received", count=20, note=" Delivery 7 ", by=by, at=at)


def test_what_came_and_what_was_spoiled_is_written_by_its_head(cairo: Actor, now: datetime) -> None:
    came(cairo, now)
    assert production.write_move(place="CAI", verb="spoiled", count=2, note="B7, B8", by=cairo, at=now) == 18
    assert [(each.actor, each.body["note"]) for each in Move.objects.order_by("pk")] == [
        (cairo.name, "Delivery 7"), (cairo.name, "B7, B8")] and verify()[1] == []  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "count", "note", "wrong"),
    [("used", 1, "n", []), ("released", 1, "n", []), ("sent_on", 1, "n", []), ("received", 0, "n", ["count"]),
     ("received", 1_000_001, "n", ["count"]), ("received", 1, " ", ["note"]), ("received", 1, "n" * 121, ["note"]),
     ("spoiled", -1, "a\nb", ["count", "note"])],
)  # fmt: skip
def test_what_is_no_count_is_not_written(
    cairo: Actor, now: datetime, verb: str, count: int, note: str, wrong: list[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        production.write_move(place="CAI", verb=verb, count=count, note=note, by=cairo, at=now)
    assert list(refused.value.fields) == wrong and not Move.objects.exists()


def test_nobody_counts_for_another_place(cairo: Actor, paris: Actor, now: datetime) -> None:
    came(cairo, now)
    for by in (paris, Actor(role="administrator", name=cairo.name, person=cairo.person)):
        with pytest.raises(NotFound):
            production.write_move(place="CAI", verb="received", count=1, note="n", by=by, at=now)
        with pytest.raises(NotFound):
            production.send_on(place="CAI", to="PAR", count=1, note="n", by=by, at=now)
    assert Move.objects.count() == 1


def test_nothing_is_counted_at_an_edge_node(cairo: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its moves would stand on a chain of which the centre has another end."""
    came(cairo, now)
    here = node.Node(code="E1", post="CAI", series="E1", block=1, since=now)
    monkeypatch.setattr(node, "_asked", [lambda: here])
    with pytest.raises(AtCentre):
        came(cairo, now)
    with pytest.raises(AtCentre):
        production.send_on(place="CAI", to="PAR", count=1, note="Bag 5", by=cairo, at=now)
    with pytest.raises(AtCentre):
        production.confirm_arrival(place="CAI", of="HQ:1", arrived=1, note="", by=cairo, at=now)
    with pytest.raises(AtCentre):
        production.write_off(place="CAI", of="HQ:1", why="Gone", by=cairo, at=now)
    assert Move.objects.count() == 1


@pytest.mark.parametrize("to", ["", "CAI", "XXX"])
def test_they_are_sent_to_another_place_that_there_is(cairo: Actor, now: datetime, to: str) -> None:
    came(cairo, now)
    with pytest.raises(Invalid):
        production.send_on(place="CAI", to=to, count=1, note="Bag 5", by=cairo, at=now)
    with pytest.raises(Conflict):
        production.send_on(place="CAI", to="PAR", count=21, note="Bag 5", by=cairo, at=now)
    assert balance("CAI") == 20 and production.under_way("CAI") == []


def test_what_is_under_way_is_nobodys_stock_until_it_is_confirmed_once(
    cairo: Actor, paris: Actor, now: datetime
) -> None:
    came(cairo, now)
    production.send_on(place="CAI", to="PAR", count=8, note="Bag 5", by=cairo, at=now)
    (sent,) = production.under_way("PAR")
    assert production.under_way("CAI") == [sent] and production.under_way("HQ") == []
    arrived = {"place": "PAR", "of": sent.of, "note": "", "by": paris, "at": now}
    for count in (0, 9, 7):  # seven need a word why
        with pytest.raises(Invalid):
            production.confirm_arrival(arrived=count, **arrived)
    with pytest.raises(NotFound):
        production.confirm_arrival(arrived=8, **arrived | {"by": cairo})
    with pytest.raises(Conflict):
        production.confirm_arrival(arrived=8, **arrived | {"place": "CAI", "by": cairo})
    assert production.confirm_arrival(arrived=7, **arrived | {"note": "One is torn"}) == 7
    with pytest.raises(Conflict):
        production.confirm_arrival(arrived=8, **arrived)
    assert (balance("CAI"), balance("PAR")) == (12, 7) and production.under_way("PAR") == [] and verify()[1] == []


def test_what_arrives_in_part_leaves_the_rest_written_off_with_the_reason(
    cairo: Actor, paris: Actor, now: datetime
) -> None:
    came(cairo, now)
    production.send_on(place="CAI", to="PAR", count=8, note="Bag 5", by=cairo, at=now)
    production.confirm_arrival(place="PAR", of="CAI:2", arrived=7, note="One is torn", by=paris, at=now)
    (gone,) = production.lost("PAR")
    assert production.lost("CAI") == production.lost() == [gone] and production.lost("HQ") == []
    assert (gone.of, gone.count, gone.sent, gone.why) == ("CAI:2", 1, 8, "One is torn")
    assert (balance("CAI"), balance("PAR")) == (12, 7) and verify()[1] == []


@pytest.mark.parametrize("place", ["CAI", "PAR"])
def test_what_does_not_arrive_is_written_off_once_by_either_place(
    cairo: Actor, paris: Actor, now: datetime, place: str
) -> None:
    """It was nobody's stock any more, so that no balance changes."""
    came(cairo, now)
    production.send_on(place="CAI", to="PAR", count=8, note="Bag 5", by=cairo, at=now)
    said = {"place": place, "of": "CAI:2", "by": cairo if place == "CAI" else paris, "at": now}
    with pytest.raises(Invalid):
        production.write_off(why=" ", **said)
    assert len(production.under_way("PAR")) == 1
    production.write_off(why="Burnt with the van", **said)
    with pytest.raises(Conflict):
        production.write_off(why="Once more", **said)
    with pytest.raises(Conflict):
        production.confirm_arrival(place="PAR", of="CAI:2", arrived=8, note="", by=paris, at=now)
    assert production.under_way("PAR") == production.under_way("CAI") == []
    assert [(each.count, each.why) for each in production.lost()] == [(8, "Burnt with the van")]
    assert list(Stock.objects.filter(balance__gt=0).values_list("place", "balance")) == [("CAI", 12)]
    assert verify()[1] == []


def test_nobody_writes_off_what_is_neither_theirs_nor_under_way_to_them(
    cairo: Actor, paris: Actor, now: datetime
) -> None:
    came(cairo, now)
    production.send_on(place="CAI", to="PAR", count=8, note="Bag 5", by=cairo, at=now)
    for place, by, refusal in (("HQ", head_of("HQ"), Conflict), ("PAR", cairo, NotFound)):
        with pytest.raises(refusal):
            production.write_off(place=place, of="CAI:2", why="Gone", by=by, at=now)
    with pytest.raises(Conflict):
        production.write_off(place="CAI", of="CAI:1", why="Gone", by=cairo, at=now)
    assert len(production.under_way("PAR")) == 1 and production.lost() == []
