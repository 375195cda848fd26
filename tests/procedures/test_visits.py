"""From an application to an appointment: its page leads there and shows it, on the account and for programs too."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from legation.appointments import api as appointments
from legation.appointments.models import Booking
from legation.ground.outbox import api as outbox
from legation.messaging import api as messaging
from legation.procedures.models import Case
from legation.procedures.selectors import draft_of
from legation.procedures.services.erase import forget
from tests.config.api.support import Program
from tests.config.entrance import citizen
from tests.procedures.registering import PAGES, filled, handed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


@pytest.fixture
def case() -> tuple[Case, str]:
    """A registration with an officer, and the token of its link."""
    found = handed_in(datetime.now(UTC))
    outbox.drain(clock=lambda: datetime.now(UTC))
    return draft_of(found[1])[0], found[1]


def choose(client: Client, token: str) -> str:
    """Choose the first free time; gives the address of what is held."""
    page = client.get(f"/en/application/{token}/visit/").content.decode()
    time = page.split('name="time" value="', 1)[1].split('"', 1)[0]
    answer = client.post(f"/en/application/{token}/visit/", {"time": time})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_the_page_of_an_application_leads_to_a_time_and_shows_it(case: tuple[Case, str]) -> None:
    client, (found, token) = Client(), case
    before = client.get(f"/en/application/{token}/").content.decode()
    assert "Come in person" in before and f"/en/application/{token}/visit/" in before
    place = choose(client, token)
    client.post(f"{place}confirm/")
    booking = Booking.objects.get()
    assert (booking.reference, booking.state, booking.minutes) == (found.reference, "booked", 20)
    after = client.get(f"/en/application/{token}/").content.decode()
    assert "Come in person" not in after and place in after
    letter = messaging.about(found.reference)[-1]
    assert letter.to == PAGES["contact"]["email"] and "BEGIN:VEVENT" in letter.calendar


def test_who_knows_reference_and_passport_is_led_to_a_time(case: tuple[Case, str]) -> None:
    found, _token = case
    sent = {"reference": found.application.reference, "passport": PAGES["person"]["passport_number"]}
    client = Client()
    assert "Choose a time" in client.post("/en/status/", sent).content.decode()
    assert "/visit/" in client.post("/en/status/", sent | {"open": "visit"}).headers["Location"]


def test_a_draft_and_what_is_over_take_no_appointment() -> None:
    token = filled(datetime.now(UTC))
    assert Client().get(f"/en/application/{token}/visit/").status_code == 302
    found, token = handed_in(datetime.now(UTC))
    Case.objects.everywhere("a test").filter(pk=found.pk).update(status="withdrawn")
    assert Client().get(f"/en/application/{token}/visit/").status_code == 302


def test_the_account_shows_what_is_booked(case: tuple[Case, str]) -> None:
    client = Client()
    client.post(f"{choose(client, case[1])}confirm/")
    page = citizen(PAGES["contact"]["email"]).get("/en/account/").content.decode()
    assert "Your appointment" in page and "/en/appointment/" in page


def test_somebody_joins_the_waiting_list_from_their_application(case: tuple[Case, str]) -> None:
    page = Client().post(f"/en/application/{case[1]}/visit/", {"wish": "1"}).content.decode()
    assert "You are first on the waiting list." in page


def test_who_is_forgotten_is_forgotten_here_too(case: tuple[Case, str]) -> None:
    client, (found, token) = Client(), case
    client.post(f"{choose(client, token)}confirm/")
    forget(found, by="system", at=datetime.now(UTC))
    assert Booking.objects.get().sealed is None
    appointments.cancel(Booking.objects.select_related("post").get(), at=datetime.now(UTC))


def program_of(address: str) -> Program:
    """The program of the citizen with an address."""
    from legation.ground.people.api import Citizen, address_index
    from legation.ground.tokens import api as tokens

    citizen(address)
    owner = Citizen.objects.get(address=address_index(address))
    scopes = ["applications:read", "applications:write"]
    return Program(tokens.create_token(name="mine", scopes=scopes, days=9, at=datetime.now(UTC), citizen=owner)[1])


def test_a_program_books_moves_and_cancels(case: tuple[Case, str]) -> None:
    found, _token = case
    program = program_of(PAGES["contact"]["email"])
    path = f"/applications/{found.application.reference}/cases/{found.reference}/appointment"
    assert program.get(path).status_code == 404
    times = program.get(f"{path}/times").json()
    assert times["minutes"] == 20 and len(times["times"]) > 5
    booked = program.post(path, {"starts_at": times["times"][0]})
    assert booked.status_code == 201 and booked.json()["starts_at"] == times["times"][0]
    moved = program.post(path, {"starts_at": times["times"][3]})
    assert moved.json()["number"] == booked.json()["number"] and Booking.objects.get().sequence == 1
    assert program.post(path, {"starts_at": "2027-01-01T03:00:00Z"}).status_code == 409
    assert program.post(path, {"starts_at": "0001-01-01T00:00:00Z"}).status_code == 422
    assert program.get(path).json()["state"] == "booked"
    assert program.ask("delete", path).status_code == 204 and program.ask("delete", path).status_code == 404


def test_a_program_of_somebody_else_reaches_nothing(case: tuple[Case, str]) -> None:
    found, _token = case
    path = f"/applications/{found.application.reference}/cases/{found.reference}/appointment"
    other = program_of("nobody@example.org")
    assert {other.get(path).status_code, other.get(f"{path}/times").status_code, other.ask("delete", path).status_code,
            other.post(path, {"starts_at": "2027-02-01T09:00:00Z"}).status_code} == {404}  # fmt: skip


def test_who_has_not_applied_may_come_only_to_a_post_that_sees_to_it() -> None:
    """Legalisation is the centre's: no other post offers a time for it, whatever its counters serve."""
    listed = Client().get("/en/appointments/").content.decode()
    assert "/appointments/HQ/legalisation/" in listed and "/appointments/PAR/legalisation/" not in listed
    assert Client().get("/en/appointments/PAR/legalisation/").status_code == 404
    assert "/en/appointments/" in Client().get("/en/procedures/legalisation/").content.decode()
    assert "/en/appointments/" in Client().get("/en/posts/").content.decode()
