"""Passkeys of staff and of citizens, with a device in software that can be made to lie."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from legation.config.commands import passkeys
from legation.ground.people.models import Passkey
from legation.ground.profile import profile
from tests.config.entrance import citizen, options_on
from tests.ground.people.authenticator import UP, Authenticator
from tests.procedures.support import officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]

PASSWORD = {"email": "officer@utopia.example", "password": "a long password"}


@pytest.fixture(autouse=True)
def named_address(settings: Any) -> None:
    settings.LEGATION_ADDRESS = "http://localhost:8000"


@pytest.fixture
def staff() -> Client:
    """An officer, signed in by password."""
    officer()
    client = Client()
    assert client.post("/en/sign-in/", PASSWORD).status_code == 302
    return client


def made(client: Client, path: str = "/en/passkeys/", **bent: Any) -> tuple[Authenticator, int]:
    """A device, and how the house answered when it made a passkey."""
    device = Authenticator()
    answer = device.create(options_on(client.get(path)), **bent)
    return device, client.post(path, {"passkey": answer, "name": "My telephone"}).status_code


def signed_in(device: Authenticator, path: str = "/en/sign-in/", **bent: Any) -> tuple[Client, int]:
    client = Client()
    answer = client.post(path, {"passkey": device.get(options_on(client.get(path)), **bent)})
    return client, answer.status_code


def test_an_officer_signs_in_with_a_passkey_alone(staff: Client) -> None:
    device, status = made(staff)
    assert status == 302
    client, status = signed_in(device)
    assert status == 302
    assert client.get("/en/desk/").status_code == 200


def test_who_has_a_passkey_is_asked_for_it_after_the_password(staff: Client) -> None:
    device, _status = made(staff)
    client = Client()
    page = client.post("/en/sign-in/", PASSWORD)
    assert b"Now your passkey" in page.content
    assert client.get("/en/desk/").status_code == 302
    assert client.post("/en/sign-in/", {"passkey": device.get(options_on(page))}).status_code == 302
    assert client.get("/en/desk/").status_code == 200


def test_the_second_factor_must_be_the_same_persons(staff: Client) -> None:
    made(staff)
    officer("CAI", email="cairo@utopia.example")
    other = Client()
    other.post("/en/sign-in/", {"email": "cairo@utopia.example", "password": "a long password"})
    device, _status = made(other)
    client = Client()
    page = client.post("/en/sign-in/", PASSWORD)
    assert client.post("/en/sign-in/", {"passkey": device.get(options_on(page))}).status_code == 422
    assert client.get("/en/desk/").status_code == 302


def test_a_citizen_signs_in_with_a_passkey_and_is_no_officer() -> None:
    device, status = made(citizen(), "/en/account/passkeys/")
    assert status == 302
    client, status = signed_in(device, "/en/account/sign-in/")
    assert status == 302 and client.get("/en/account/").status_code == 200
    assert signed_in(device)[1] == 422


def test_an_officers_passkey_opens_no_citizens_account(staff: Client) -> None:
    device, _status = made(staff)
    assert signed_in(device, "/en/account/sign-in/")[1] == 422


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://legation.example"}, {"rp_id": "example.org"}, {"challenge": "AAAA"},
        {"type": "webauthn.create"}, {"signature": b"0" * 70}, {"flags": UP}, {"flags": 0}, {"count": 1},
        {"handle": b"somebody else's"},
    ],
    ids=lambda bent: next(iter(bent)),
)  # fmt: skip
def test_an_answer_that_is_bent_is_refused(staff: Client, bent: dict[str, Any]) -> None:
    device, _status = made(staff)
    client, status = signed_in(device, **bent)
    assert status == 422
    assert client.get("/en/desk/").status_code == 302


@pytest.mark.parametrize("bent", [{"origin": "https://other.example"}, {"rp_id": "other.example"}, {"challenge": "AAAA"},
                                  {"type": "webauthn.get"}, {"flags": UP}], ids=lambda bent: next(iter(bent)))  # fmt: skip
def test_a_passkey_that_is_made_elsewhere_is_not_kept(staff: Client, bent: dict[str, Any]) -> None:
    assert made(staff, **bent)[1] == 422
    assert Passkey.objects.count() == 0


@pytest.mark.parametrize(
    "sent", ["", "{}", "[]", "null", '{"id": 5}', '{"id": "AA", "response": {}}', "{" * 500, "\x00", "é"]
)
def test_nonsense_is_refused_with_a_sentence(staff: Client, sent: str) -> None:
    made(staff)
    for path in ("/en/sign-in/", "/en/account/sign-in/"):
        client = Client()
        client.get(path)
        answer = client.post(path, {"passkey": sent})
        assert answer.status_code == 422 and b"could not be checked" in answer.content
    staff.get("/en/passkeys/")
    assert staff.post("/en/passkeys/", {"passkey": sent, "name": "x"}).status_code == 422


def test_an_answer_counts_once(staff: Client) -> None:
    device, _status = made(staff)
    client = Client()
    answer = device.get(options_on(client.get("/en/sign-in/")))
    assert client.post("/en/sign-in/", {"passkey": answer}).status_code == 302
    assert client.post("/en/sign-in/", {"passkey": answer}).status_code == 422
    assert Client().post("/en/sign-in/", {"passkey": answer}).status_code == 422


def test_a_copied_device_is_noticed_by_its_counter(staff: Client) -> None:
    device, _status = made(staff)
    assert signed_in(device, count=9)[1] == 302
    assert signed_in(device, count=9)[1] == 422
    assert signed_in(device, count=10)[1] == 302


def test_one_device_is_not_registered_twice(staff: Client) -> None:
    device, _status = made(staff)
    again = device.create(options_on(staff.get("/en/passkeys/")))
    assert staff.post("/en/passkeys/", {"passkey": again, "name": "Again"}).status_code == 422


def test_a_passkey_is_named_and_removed_by_its_owner_only(staff: Client) -> None:
    made(staff)
    key = Passkey.objects.get()
    stranger = citizen()
    assert stranger.post("/en/account/passkeys/", {"which": key.pk, "name": "Mine"}).status_code == 404
    assert stranger.post("/en/account/passkeys/", {"which": key.pk, "remove": "yes"}).status_code == 404
    staff.post("/en/passkeys/", {"which": key.pk, "name": "  The   blue one "})
    assert Passkey.objects.get().name == "The blue one"
    staff.post("/en/passkeys/", {"which": key.pk, "remove": "yes"})
    assert not Passkey.objects.exists()


def test_a_role_can_demand_a_passkey(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile(), "passkeys", ["visa_officer"])
    assert staff.get("/en/desk/").headers["Location"] == "/en/passkeys/"
    assert b"Your role needs a passkey" in staff.get("/en/passkeys/").content
    device, _status = made(staff)
    assert staff.get("/en/desk/").status_code == 200
    assert signed_in(device)[0].get("/en/desk/").status_code == 200


def test_a_session_without_the_passkey_that_exists_cannot_make_another(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Client()
    other.post("/en/sign-in/", PASSWORD)
    made(staff)
    monkeypatch.setattr(profile(), "passkeys", ["visa_officer"])
    assert other.get("/en/desk/").headers["Location"] == "/en/passkeys/"
    assert other.get("/en/passkeys/").headers["Location"] == "/en/sign-in/"


def test_a_bare_network_address_offers_none(settings: Any) -> None:
    settings.LEGATION_ADDRESS = "http://127.0.0.1:8000"
    assert b"data-passkey" not in Client().get("/en/sign-in/").content


def test_a_session_ends_from_another_device(staff: Client) -> None:
    phone = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Version/17.0 Mobile Safari/604.1"})
    phone.post("/en/sign-in/", PASSWORD)
    assert b"Safari, iPhone" in staff.get("/en/sessions/").content
    staff.post("/en/sessions/end/")
    assert phone.get("/en/desk/").status_code == 302
    assert staff.get("/en/sessions/").status_code == 200


def test_nobody_ends_a_session_of_somebody_else(staff: Client, now: datetime) -> None:
    officer("CAI", email="cairo@utopia.example")
    other = Client()
    other.post("/en/sign-in/", {"email": "cairo@utopia.example", "password": "a long password"})
    from legation.ground.people.models import Sitting

    for each in Sitting.objects.all():
        other.post("/en/sessions/end/", {"session": each.pk})
    assert staff.get("/en/sessions/").status_code == 200


def test_an_administrator_takes_the_passkeys_of_a_lost_device_away(staff: Client, capsys: Any) -> None:
    made(staff)
    assert passkeys.run(["officer@utopia.example"]) == 0
    assert "My telephone" in capsys.readouterr().out
    assert passkeys.run(["officer@utopia.example", "--remove", "999999"]) == 1
    assert passkeys.run(["nobody@utopia.example"]) == 1
    assert passkeys.run(["officer@utopia.example", "--remove-all"]) == 0
    assert not Passkey.objects.exists()
    assert staff.get("/en/desk/").status_code == 302
