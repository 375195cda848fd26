"""A head sees what came and went of the blanks of their own post, and which passports are at the printing place."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from legation.ground.people.api import Actor
from legation.ground.posts.heads import HEAD
from legation.production import api as production
from legation.production.models import Job
from tests.config.head.conftest import browser, holder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
HERE, CENTRE = "/en/post/CAI/blanks/", "/en/post/HQ/blanks/"


@pytest.fixture
def centre() -> Actor:
    return holder(HEAD, "HQ")


def came(by: Actor, place: str = "CAI", *, count: int = 20, note: str = "Delivery 7") -> None:
    production.write_move(place=place, verb="received", count=count, note=note, by=by, at=datetime.now(UTC))


def job(reference: str = "R-1", *, state: str = "sent", attempt: int = 1) -> Job:
    now = datetime.now(UTC)
    return Job.objects.create(
        order=f"{reference}/UA1/{attempt}", reference=reference, decision="d", place="HQ", number=reference,
        state=state, digest="d", created_at=now, sent_at=now if state == "sent" else None,
    )  # fmt: skip


def test_a_page_tells_what_came_and_went_the_newest_first(cairo: Actor) -> None:
    came(cairo)
    production.write_move(place="CAI", verb="spoiled", count=2, note="B7, B8: wet", by=cairo, at=datetime.now(UTC))
    told = browser(cairo).get(HERE).content.decode()
    assert all(each in told for each in ("Delivery 7", "B7, B8: wet", "head_of_post CAI", "+20", "-2"))
    assert told.index("B7, B8") < told.index("Delivery 7") and browser(cairo).post(HERE).status_code == 405


def test_a_page_tells_what_is_under_way_to_both_and_to_nobody_else(cairo: Actor, paris: Actor) -> None:
    came(cairo)
    production.send_on(place="CAI", to="PAR", count=8, note="Bag 5", by=cairo, at=datetime.now(UTC))
    here, there = browser(cairo).get(HERE), browser(paris).get("/en/post/PAR/blanks/")
    assert "Under way from here" in here.content.decode() and "Bag 5" in there.content.decode()
    (sent,) = production.under_way("PAR")
    production.confirm_arrival(place="PAR", of=sent.of, arrived=7, note="One is torn", by=paris, at=datetime.now(UTC))
    told = browser(paris).get("/en/post/PAR/blanks/").content.decode()
    assert "7 of 8" in told and "One is torn" in told and "Under way" not in told
    assert "Bag 5" not in browser(holder(HEAD, "BAK")).get("/en/post/BAK/blanks/").content.decode()


def test_the_stock_of_another_post_is_not_seen(cairo: Actor, centre: Actor) -> None:
    came(centre, "HQ", note="Seen at the centre alone")
    assert browser(cairo).get(CENTRE).status_code == 404
    assert "Seen at the centre" not in browser(cairo).get(HERE).content.decode()
    for role in ("administrator", "central_officer"):
        assert browser(holder(role, "HQ")).get(CENTRE).status_code == 403


def test_a_page_tells_for_how_many_files_a_blank_is_held_and_which_wait(centre: Actor) -> None:
    came(centre, "HQ", count=1)
    out, waits, done = job("R-1"), job("R-2", state="waiting"), job("R-3", state="produced")
    told = browser(centre).get(CENTRE).content.decode()
    assert out.order in told and waits.order in told and done.order not in told
    assert "One file waits for a blank" in told
    assert (production.held_at("HQ").out, production.held_at("HQ").waiting) == (1, 1)


def test_moves_are_paged_and_a_page_costs_the_same_however_many_there_are(cairo: Actor) -> None:
    client = browser(cairo)

    def statements() -> int:
        counts = []
        for _time in range(2):  # what is read anew twice a minute may be due at one of them
            with CaptureQueriesContext(connection) as asked:
                client.get(HERE)
            counts.append(len(asked))
        return min(counts)

    came(cairo, note="Delivery 1;")
    one = statements()
    for number in range(2, 53):
        came(cairo, note=f"Delivery {number};")
    assert statements() == one
    first = client.get(HERE).content.decode()
    assert "Delivery 52;" in first and "Delivery 3;" in first and "Delivery 2;" not in first
    assert "?before=3" in first
    second = client.get(f"{HERE}?before=3").content.decode()
    assert "Delivery 2;" in second and "Delivery 3;" not in second and 'rel="next"' not in second
    assert client.get(f"{HERE}?before=x&after=²").status_code == 200
