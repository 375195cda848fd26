"""A head writes down what came and went of the blanks of their own post, and gives up what the printing place lost."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from legation.ground.audit.api import verify
from legation.ground.people.api import Actor
from legation.ground.posts.heads import HEAD
from legation.production import api as production
from legation.production.models import Job, Move, Stock
from tests.config.head.conftest import browser, holder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
HERE, CENTRE = "/en/post/CAI/blanks/", "/en/post/HQ/blanks/"
GIVEN_UP = {"act": "give_up", "blank_is": "free", "blank": "", "again": "no", "why": "Not known there", "sure": "yes"}


@pytest.fixture
def centre() -> Actor:
    return holder(HEAD, "HQ")


def came(**changes: str) -> dict[str, str]:
    return {"act": "received", "count": "20", "note": "Delivery 7", "sure": "yes"} | changes


def balance(place: str = "CAI") -> int:
    return Stock.objects.get(place=place).balance


def job(reference: str = "R-1", *, state: str = "sent", attempt: int = 1) -> Job:
    now = datetime.now(UTC)
    return Job.objects.create(
        order=f"{reference}/UA1/{attempt}", reference=reference, decision="d", place="HQ", number=reference,
        state=state, digest="d", created_at=now, sent_at=now if state == "sent" else None,
    )  # fmt: skip


def test_what_came_and_what_was_spoiled_is_written_and_told(cairo: Actor) -> None:
    client = browser(cairo)
    assert client.post(HERE, came()).headers["Location"] == HERE
    assert client.post(HERE, came(act="spoiled", count="2", note="B7, B8: wet")).status_code == 302
    told = client.get(HERE).content.decode()
    assert balance() == 18 and all(each in told for each in ("Delivery 7", "B7, B8: wet", "head_of_post CAI"))
    assert told.index("B7, B8") < told.index("Delivery 7") and verify()[1] == []
    assert set(Move.objects.values_list("actor", flat=True)) == {cairo.name}


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"sure": ""}, 422), ({"count": ""}, 422), ({"count": "0"}, 422), ({"count": "-3"}, 422), ({"note": " "}, 422),
     ({"act": "used"}, 422), ({"act": "released"}, 422), ({"act": "spoiled", "count": "21"}, 409),
     ({"act": "sent_on", "to": ""}, 422), ({"act": "sent_on", "to": "CAI"}, 422), ({"act": "sent_on", "to": "XXX"}, 422),
     ({"count": "1000001"}, 422), ({"note": "n" * 121}, 422)],
)  # fmt: skip
def test_what_cannot_be_is_not_written_and_said(cairo: Actor, wrong: dict[str, str], status: int) -> None:
    client = browser(cairo)
    client.post(HERE, came())
    answer = client.post(HERE, came() | wrong)
    assert answer.status_code == status and 'role="alert"' in answer.content.decode()
    assert balance() == 20 and Move.objects.count() == 1


def test_what_is_sent_to_another_post_is_under_way_until_its_head_says_how_many_arrived(
    cairo: Actor, paris: Actor
) -> None:
    here, there = browser(cairo), browser(paris)
    here.post(HERE, came())
    assert here.post(HERE, came(act="sent_on", to="PAR", count="8", note="Bag 5")).status_code == 302
    assert balance() == 12 and "Under way from here" in here.get(HERE).content.decode()
    page = "/en/post/PAR/blanks/"
    (sent,) = production.under_way("PAR")
    assert (
        "Bag 5" in there.get(page).content.decode()
        and "Bag 5" not in browser(holder(HEAD, "BAK")).get("/en/post/BAK/blanks/").content.decode()
    )
    arrived = {"act": "arrived", "of": sent.of, "count": "7", "note": ""}
    assert here.post(HERE, arrived).status_code == 409, "not to Cairo"
    for wrong in ({}, {"count": "9"}, {"count": "0"}):
        assert there.post(page, arrived | wrong).status_code == 422
    assert there.post(page, arrived | {"note": "One is torn"}).status_code == 302
    assert there.post(page, arrived | {"note": "Again"}).status_code == 409
    assert (balance(), balance("PAR")) == (12, 7) and production.under_way("PAR") == production.under_way("CAI") == []
    told = there.get(page).content.decode()
    assert "7 of 8" in told and "One is torn" in told and verify()[1] == []


@pytest.mark.parametrize("who", ["CAI", "PAR"])
def test_what_never_arrives_is_written_off_on_the_page_of_either_post(cairo: Actor, paris: Actor, who: str) -> None:
    browser(cairo).post(HERE, came())
    browser(cairo).post(HERE, came(act="sent_on", to="PAR", count="8", note="Bag 5"))
    client, page = browser(cairo if who == "CAI" else paris), f"/en/post/{who}/blanks/"
    said = {"act": "lost", "of": "CAI:2", "note": "Burnt with the van", "sure": "yes"}
    for wrong, field in (({"of": ""}, "lost-of"), ({"note": ""}, "lost-note"), ({"sure": ""}, "lost-sure")):
        answer = client.post(page, said | wrong)
        assert answer.status_code == 422 and f'href="#{field}"' in answer.content.decode()
    assert "Some did not arrive" in client.get(page).content.decode()
    assert client.post(page, said).status_code == 302 and client.post(page, said).status_code == 409
    assert production.under_way("PAR") == [] and balance() == 12 and verify()[1] == []
    for reader, address in ((cairo, HERE), (paris, "/en/post/PAR/blanks/")):
        told = browser(reader).get(address).content.decode()
        assert "Burnt with the van" in told and "Lost on the way" in told and "Some did not arrive" not in told
    assert ": 8 of 8" in client.get(page).content.decode()


def test_the_stock_of_another_post_is_neither_seen_nor_moved(cairo: Actor, centre: Actor) -> None:
    browser(centre).post(CENTRE, came(note="Seen at the centre alone"))
    client, found = browser(cairo), job()
    assert client.get(CENTRE).status_code == 404 and client.post(CENTRE, came()).status_code == 404
    for address in (HERE, CENTRE):
        assert client.get(f"{address}{found.pk}/").status_code == 404
        assert client.post(address, GIVEN_UP | {"job": str(found.pk)}).status_code == 404
    assert "Seen at the centre" not in client.get(HERE).content.decode() and balance("HQ") == 20
    for role in ("administrator", "central_officer"):
        assert browser(holder(role, "HQ")).get(CENTRE).status_code == 403


def test_a_page_tells_for_how_many_files_a_blank_is_held_and_which_wait(centre: Actor) -> None:
    client = browser(centre)
    client.post(CENTRE, came(count="1"))
    out, waits, done = job("R-1"), job("R-2", state="waiting"), job("R-3", state="produced")
    told = client.get(CENTRE).content.decode()
    assert out.order in told and waits.order in told and done.order not in told
    assert "One file waits for a blank" in told
    assert (production.held_at("HQ").out, production.held_at("HQ").waiting) == (1, 1)
    assert "Give it up" not in client.get(f"{CENTRE}{done.pk}/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "status"), [({"sure": ""}, 422), ({"why": ""}, 422), ({"blank_is": "lost"}, 422), ({"again": "yes"}, 409)]
)
def test_an_order_is_not_given_up_by_half(centre: Actor, wrong: dict[str, str], status: int) -> None:
    """Nor printed again where its file is gone, as of this one."""
    client, found = browser(centre), job()
    client.post(CENTRE, came())
    answer = client.post(CENTRE, GIVEN_UP | {"job": str(found.pk)} | wrong)
    assert answer.status_code == status and found.order in answer.content.decode()
    found.refresh_from_db()
    assert found.state == "sent" and Move.objects.count() == 1


@pytest.mark.parametrize(("lost", "state", "left"), [(False, "withdrawn", 20), (True, "spoiled", 19)])
def test_an_order_is_given_up_on_its_page(centre: Actor, lost: bool, state: str, left: int) -> None:
    client, found = browser(centre), job()
    client.post(CENTRE, came())
    address = f"{CENTRE}{found.pk}/"
    assert found.order in client.get(address).content.decode()
    # a number that is typed though the blank is free writes nothing off
    said = GIVEN_UP | {"job": str(found.pk), "blank": "B9"} | ({"blank_is": "lost"} if lost else {})
    assert client.post(CENTRE, said).headers["Location"] == CENTRE
    found.refresh_from_db()
    assert (found.state, found.blank, balance("HQ")) == (state, "B9" if lost else "", left)
    assert client.post(CENTRE, said).status_code == 409 and client.post(address, said).status_code == 405
    told = client.get(CENTRE).content.decode()
    assert f"{found.order} Not known there" in told and ("Spoiled" if lost else "Held no longer") in told


def test_moves_are_paged_and_a_page_costs_the_same_however_many_there_are(cairo: Actor) -> None:
    client = browser(cairo)

    def statements(address: str = HERE) -> int:
        counts = []
        for _time in range(2):  # what is read anew twice a minute may be due at one of them
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts.append(len(asked))
        return min(counts)

    def written(number: int) -> Any:
        return client.post(HERE, came(note=f"Delivery {number};"))

    written(1)
    one = statements()
    for number in range(2, 53):
        written(number)
    assert statements() == one
    first = client.get(HERE).content.decode()
    assert "Delivery 52;" in first and "Delivery 3;" in first and "Delivery 2;" not in first
    assert "?before=3" in first
    second = client.get(f"{HERE}?before=3").content.decode()
    assert "Delivery 2;" in second and "Delivery 3;" not in second and 'rel="next"' not in second
    assert client.get(f"{HERE}?before=x&after=²").status_code == 200
