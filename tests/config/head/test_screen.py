"""The screen of a head: their own post, every part of it by its form, and nothing of another post by any address."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from legation.appointments.models import Counter
from legation.ground.people.api import Actor
from legation.ground.posts.calendar import calendar_of
from legation.ground.posts.heads import changes_of
from legation.ground.posts.models import Notice, SpecialDay
from legation.ground.posts.network import network
from tests.architecture.test_floors import views
from tests.config.head.conftest import browser, holder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


def post_pages() -> list[str]:
    return [path for path, _pattern in views() if path.startswith("en/post/<")]


def test_every_page_of_the_own_post_opens_and_none_of_another(cairo: Actor, paris: Actor) -> None:
    client = browser(cairo)
    for path in post_pages():
        for code, opens in (("CAI", True), ("PAR", False), ("NONE", False)):
            address = "/" + path.replace("<slug:post>", code).replace("<slug:code>", "window")
            address = address.replace("<str:number>", "ABC").replace("<int:pk>", "7")
            nothing = "/ABC/" in address or "/7/" in address
            answer = client.get(address)
            assert answer.status_code == (200 if opens and not nothing else 404), address
            if not opens:
                assert client.post(address, {"act": "week", "mon": "10:00-11:00"}).status_code in (404, 405), address
    assert changes_of("PAR") == []


def test_there_is_one_post_and_it_is_led_to_or_a_choice_of_several(cairo: Actor) -> None:
    assert browser(cairo).get("/en/post/").headers["Location"] == "/en/post/CAI/"
    from legation.ground.posts.api import assign

    assign(person=cairo.person, post="PAR", role="head_of_post")  # type: ignore[arg-type]
    told = browser(cairo).get("/en/post/").content.decode()
    assert "/en/post/CAI/" in told and "/en/post/PAR/" in told and "/en/post/BAK/" not in told
    assert browser(holder("consular_officer", "CAI")).get("/en/post/").status_code == 403


def test_each_form_does_what_it_says_and_tells_what_is_wrong(cairo: Actor) -> None:
    client, today = browser(cairo), datetime.now(UTC).date()
    there = today + timedelta(days=9)
    day = {"first-day": there.day, "first-month": there.month, "first-year": there.year}
    assert client.post("/en/post/CAI/hours/", {"act": "week", "sun": "10:00-11:00"}).status_code == 302
    assert len(calendar_of("CAI").week[6]) == 1 and not calendar_of("CAI").week[0]
    assert client.post("/en/post/CAI/hours/", {"act": "days"} | day).status_code == 422
    assert client.post("/en/post/CAI/hours/", {"act": "days", "why-en": "A feast"} | day).status_code == 302
    assert "A feast" in client.get("/en/post/CAI/hours/").content.decode()
    assert client.post("/en/post/CAI/hours/", {"clear": there.isoformat()}).status_code == 302
    assert not SpecialDay.objects.exists()
    assert client.post("/en/post/CAI/hours/", {"clear": there.isoformat()}).status_code == 409
    assert client.post("/en/post/CAI/hours/", {}).status_code == 422
    assert client.post("/en/post/CAI/notices/", {"title-en": "Only"}).status_code == 422
    assert client.post("/en/post/CAI/notices/", {"title-en": "Vote", "text-en": "Come"}).status_code == 302
    assert client.post("/en/post/CAI/notices/", {"withdraw": Notice.objects.get().pk}).status_code == 302
    assert client.post("/en/post/CAI/services/", {"offered": ["registration_abroad"]}).status_code == 302
    assert network().offers("CAI", "registration_abroad") and not network().offers("CAI", "nationality_certificate")
    assert client.post("/en/post/CAI/windows/", {"name-en": "Room", "places": "x"}).status_code == 422
    assert client.post("/en/post/CAI/windows/", {"name-en": "Room", "places": "2", "is_open": "yes"}).status_code == 302
    assert Counter.objects.get(post__code="CAI", code="window_1").places == 2
    assert client.post("/en/post/CAI/windows/window_1/", {"name-en": "Hall", "places": "1"}).status_code == 302
    assert not Counter.objects.get(post__code="CAI", code="window_1").is_open
    assert (
        client.post("/en/post/CAI/staff/", {"act": "give", "email": "no@body.example", "role": "cashier"}).status_code
        == 422
    )
    told = client.get("/en/post/CAI/").content.decode()
    assert all(what in told for what in ("sun: 10:00-11:00", "Notice put up", "head_of_post CAI"))


def test_the_record_of_changes_costs_as_many_statements_for_many_as_for_one(cairo: Actor) -> None:
    client = browser(cairo)

    def statements() -> int:
        counts = []
        for _time in range(2):  # what is read anew twice a minute may be due at one of them
            with CaptureQueriesContext(connection) as asked:
                client.get("/en/post/CAI/")
            counts.append(len(asked))
        return min(counts)

    client.post("/en/post/CAI/hours/", {"act": "week", "sun": "10:00-11:00"})
    statements()
    one = statements()
    for hour in range(11, 16):
        client.post("/en/post/CAI/hours/", {"act": "week", "sun": f"10:00-{hour}:30"})
    statements()  # hours are read anew after each change
    assert statements() == one
