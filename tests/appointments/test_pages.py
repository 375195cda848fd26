"""The way through the pages: an application leads to a time, the time to a confirmation, the number to a ticket."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from legation.appointments.models import Booking, Visit
from legation.messaging import api as messaging
from tests.procedures.support import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
PLACE = "/en/appointments/HQ/legalisation/"
WHO = {"passport": "P1234567", "name": "Raphael Hythloday", "email": "raphael@example.org"}


def first_time(client: Client, place: str = PLACE) -> str:
    """The first free time that a page offers."""
    page = client.get(place).content.decode()
    return page.split('name="time" value="', 1)[1].split('"', 1)[0]


def held(client: Client, **who: str) -> str:
    """The address of the appointment that somebody chose."""
    answer = client.post(PLACE, WHO | who | {"time": first_time(client)})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_somebody_without_an_application_books_and_gets_everything_by_mail() -> None:
    client = Client()
    place = held(client)
    assert "Is this right?" in client.get(place).content.decode()
    client.post(f"{place}confirm/")
    page = client.get(place).content.decode()
    number = Booking.objects.get(state="booked").number
    assert "Your appointment is booked" in page and number in page
    mail = messaging.captured()[0]
    assert place in mail.body and number in mail.body and "METHOD:PUBLISH" in mail.calendar
    assert client.get(f"{place}appointment.ics").headers["Content-Type"].startswith("text/calendar")
    assert client.get(f"{place}code.svg").content.lstrip().startswith((b"<svg", b"<?xml"))


def test_a_service_that_needs_an_application_takes_nobody_without_one() -> None:
    assert Client().get("/en/appointments/HQ/registration_abroad/").status_code == 404


def test_who_says_nothing_is_told_what_is_missing() -> None:
    answer = Client().post(PLACE, {"time": "2026-12-01T09:00Z"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Enter your name." in page and "Enter the number" in page


def test_a_time_that_is_gone_is_told_with_those_that_are_free() -> None:
    client = Client()
    time = first_time(client)
    for number in range(2):
        client.post(PLACE, WHO | {"passport": f"P000{number}", "time": time})
    answer = client.post(PLACE, WHO | {"time": time})
    assert answer.status_code == 409 and "just taken" in answer.content.decode()
    assert 'name="time"' in answer.content.decode()


@pytest.mark.parametrize(
    "time", ["", "tomorrow", "2026-12-01", "9999-12-31T23:59Z", "2026-12-01T09:00", "0001-01-01T00:00Z"]
)
def test_a_time_that_is_none_is_no_error_of_ours(time: str) -> None:
    assert Client().post(PLACE, WHO | {"time": time}).status_code in (409, 422)


@pytest.mark.parametrize("since", ["", "x", "0001-01-01", "9999-12-31", "2026-13-01"])
def test_a_day_that_is_none_shows_the_first_free_ones(since: str) -> None:
    assert Client().get(f"{PLACE}?since={since}").status_code == 200


def test_another_link_opens_nothing() -> None:
    client = Client()
    place = held(client)
    wrong = place[:-3] + ("00/" if place[-3:] != "00/" else "11/")
    assert client.get(wrong).status_code == 404
    assert client.get("/en/appointment/ABCD/").status_code == 404


def test_an_appointment_is_moved_and_cancelled_by_its_link() -> None:
    client = Client()
    place = held(client)
    client.post(f"{place}confirm/")
    client.post(f"{place}move/", {"time": first_time(client, f"{place}move/")})
    assert Booking.objects.get().sequence == 1
    client.post(f"{place}cancel/")
    assert "This appointment is cancelled" in client.get(place).content.decode()
    assert [mail.subject.partition(":")[0] for mail in reversed(messaging.captured())] == [
        "Your appointment", "Your new appointment", "Your appointment is cancelled",
    ]  # fmt: skip


def today(passport: str = "P1234567", *, urgency: int = 0) -> Booking:
    """Somebody's appointment of today, at the ministry."""
    client = Client()
    place = held(client, passport=passport)
    client.post(f"{place}confirm/")
    booking = Booking.objects.get(number=place.split("/")[3].split("-")[0])
    booking.cells.all().delete()
    Booking.objects.filter(pk=booking.pk).update(starts_at=datetime.now(UTC) - timedelta(minutes=1), urgency=urgency)
    return booking


def test_the_kiosk_takes_a_number_and_gives_the_same_ticket_however_often_it_is_shown() -> None:
    number = today().number
    for _time in range(2):
        answer = Client().post("/en/appointments/HQ/kiosk/", {"code": number.lower()})
        assert "A 001" in answer.content.decode() and answer.headers["Refresh"].startswith("20;")
    assert Visit.objects.count() == 1
    assert b"Hythloday" not in answer.content


@pytest.mark.parametrize("code", ["", "ABCDEFGH", "x" * 200, "1' or '1'='1"])
def test_the_kiosk_says_what_to_do_with_a_number_it_does_not_know(code: str) -> None:
    answer = Client().post("/en/appointments/HQ/kiosk/", {"code": code})
    assert answer.status_code == 404 and "information desk" in answer.content.decode()


def desk(post: str = "HQ") -> Client:
    """A consular officer's browser."""
    from legation.ground.posts.api import assign

    person = officer(post, email=f"consul.{post}@utopia.example").person
    assign(person=person, post=post, role="consular_officer")
    client = Client()
    client.force_login(person)
    return client


def test_an_officer_calls_compares_the_passport_and_serves() -> None:
    Client().post("/en/appointments/HQ/kiosk/", {"code": today().number})
    client = desk()
    assert "Hythloday" in client.get("/en/visits/").content.decode()
    assert client.post("/en/visits/next/", {"post": "HQ", "counter": "windows"}).status_code == 302
    visit = Visit.objects.get()
    assert "A 001" in Client().get("/en/appointments/HQ/display/").content.decode()
    sold = client.post(f"/en/visits/{visit.pk}/", {"passport": "P7654321"})
    assert sold.status_code == 422 and "another passport" in sold.content.decode()
    client.post(f"/en/visits/{visit.pk}/", {"passport": "p 1234567"})
    assert Booking.objects.get().state == "served" and Visit.objects.get().state == "served"


def test_an_officer_of_another_post_reaches_nothing_of_it() -> None:
    booking = today()
    Client().post("/en/appointments/HQ/kiosk/", {"code": booking.number})
    client, visit = desk("CAI"), Visit.objects.get()
    assert client.get("/en/visits/?post=HQ").status_code == 403
    assert client.post("/en/visits/next/", {"post": "HQ", "counter": "windows"}).status_code == 403
    assert client.post("/en/visits/arrive/", {"post": "HQ", "number": booking.number}).status_code == 403
    assert client.post(f"/en/visits/{visit.pk}/", {"passport": "P1234567"}).status_code == 404
    assert client.post(f"/en/visits/{booking.number}/missed/").status_code == 404
    assert "Hythloday" not in client.get("/en/visits/").content.decode()


def test_somebody_without_an_appointment_gets_a_ticket_and_what_is_urgent_comes_first() -> None:
    client = desk()
    for urgent in ("", "yes"):
        client.post("/en/visits/arrive/", {"post": "HQ", "service": "legalisation", "urgent": urgent})
    client.post("/en/visits/next/", {"post": "HQ", "counter": "windows"})
    assert [(each.ticket, each.state) for each in Visit.objects.order_by("ticket")] == [(1, "waiting"), (2, "called")]


def test_nobody_to_call_and_no_counter_are_told(now: datetime) -> None:
    client = desk()
    assert client.post("/en/visits/next/", {"post": "HQ", "counter": "windows"}).status_code == 409
    assert client.post("/en/visits/next/", {"post": "HQ", "counter": ""}).status_code == 422
    assert client.post("/en/visits/arrive/", {"post": "HQ"}).status_code == 422


def test_the_day_costs_the_same_queries_for_one_and_for_many(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = desk()
    for number in range(6):
        booking = today(f"P00000{number}")
        Client().post("/en/appointments/HQ/kiosk/", {"code": booking.number})
        client.get("/en/visits/")
    with django_assert_max_num_queries(24):
        client.get("/en/visits/")


def test_a_day_begins_a_heading_with_a_large_letter_in_every_language() -> None:
    client = Client()
    place = held(client)
    client.post(f"{place}confirm/")
    for language in ("ru", "fr"):
        booked = client.get(place.replace("/en/", f"/{language}/")).content.decode()
        times = client.get(PLACE.replace("/en/", f"/{language}/")).content.decode()
        heading = booked.split("<h1>", 1)[1][:1] + times.split('<h2 id="day-1">', 1)[1][:1]
        assert heading.isalpha() and heading == heading.upper()
