"""The registrar's pages: one register at a time, of their own posts, and a note that stays."""

from datetime import datetime

import pytest
from django.test import Client

from legation.ground.audit.models import Access
from legation.registers.models import Note
from tests.registers.support import consul, entered, registrar

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
NATIONALS = "/en/registers/PAR/nationals/"


def signed_in(by) -> Client:  # type: ignore[no-untyped-def]
    client = Client()
    client.force_login(by.person)
    return client


@pytest.fixture
def client(now: datetime) -> Client:
    by = consul()
    entered(now, by)
    entered(now, by, surname="Brandt", given_names="Ada")
    return signed_in(registrar())


def test_a_registrar_sees_the_registers_of_their_post_and_the_newest_entry_first(client: Client) -> None:
    page = client.get("/en/registers/").content.decode()
    assert NATIONALS in page and "/registers/CAI/" not in page
    listed = client.get(NATIONALS).content.decode()
    assert listed.index("PAR/R/2026/2") < listed.index("PAR/R/2026/1") and "Ada Brandt" in listed


def test_a_name_finds_in_any_spelling_and_a_number_opens_its_entry(client: Client) -> None:
    found = client.post(NATIONALS, {"text": "MUELLER"}).content.decode()
    assert "PAR/R/2026/1" in found and "PAR/R/2026/2" not in found
    assert client.post(NATIONALS, {"text": "par/r/2026/2"}).headers["Location"] == f"{NATIONALS}2026/2/"
    assert "No such entry" in client.post(NATIONALS, {"text": "Nobody"}).content.decode()
    assert Access.objects.filter(verb="searched", body__purpose="register/nationals").count() == 2


def test_what_one_searches_by_is_not_said_to_be_optional(client: Client) -> None:
    page = client.get(NATIONALS).content.decode()
    assert 'name="text"' in page and "(optional)" not in page


def test_an_entry_shows_what_was_written_in_the_words_of_the_form(client: Client) -> None:
    page = client.get(f"{NATIONALS}2026/1/").content.decode()
    assert "Élise Müller" in page and "August 1984" in page and "Passport number" in page


def test_a_note_says_something_and_stands_in_the_margin_for_good(client: Client) -> None:
    address = f"{NATIONALS}2026/1/"
    for said in ({"kind": "noted", "text": ""}, {"kind": "none", "text": "Said."}):
        assert client.post(address, said).status_code == 422
    assert client.post(address, {"kind": "cancelled", "text": "Entered twice."}).status_code == 302
    page = client.get(address).content.decode()
    assert "Entered twice." in page and "This entry is cancelled" in page and "<textarea" not in page
    assert client.post(address, {"kind": "noted", "text": "More."}).status_code == 409
    assert Note.objects.count() == 1


def test_pages_lead_on_and_a_page_that_is_none_is_the_first(client: Client, now: datetime, monkeypatch) -> None:
    monkeypatch.setattr("legation.registers.selectors.PAGE", 1)
    first = client.get(f"{NATIONALS}?before=x").content.decode()
    more = first.split("?before=")[1].split('"')[0]
    assert 'rel="next"' in first
    second = client.get(f"{NATIONALS}?before={more}").content.decode()
    assert "PAR/R/2026/2" in first and "PAR/R/2026/1" in second


def test_another_posts_registers_are_not_there_for_them(client: Client) -> None:
    for place, who in (("CAI", client), ("PAR", signed_in(registrar("CAI")))):
        for rest in ("nationals/", "nationals/2026/1/"):
            address = f"/en/registers/{place}/{rest}"
            assert who.get(address).status_code == who.post(address, {"text": "Müller"}).status_code == 404
    assert client.get("/en/registers/PAR/no_such/").status_code == 404
    assert signed_in(consul("CAI")).get("/en/registers/").status_code == 403
