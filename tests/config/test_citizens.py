"""A citizen comes in by a link to their mailbox."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from legation.ground.people.models import Citizen, SignInLink
from legation.ground.people.services.ask_link import ask_link
from legation.messaging import api as messaging
from tests.config.entrance import asked, citizen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("instance_keys")]


def test_the_link_opens_an_account_when_the_button_is_pressed() -> None:
    client = Client()
    link = asked(client, "ada@example.org")
    assert b"ada@example.org" in client.get(link).content
    assert client.get("/en/account/").status_code == 302
    assert client.post(link).headers["Location"] == "/en/account/"
    assert b"ada@example.org" in client.get("/en/account/").content


def test_a_scanner_that_opens_the_link_does_not_use_it_up() -> None:
    link = asked(Client(), "ada@example.org")
    for _time in range(3):
        assert Client().get(link).status_code == 200
    assert Client().post(link).status_code == 302


def test_a_link_works_once() -> None:
    link = asked(Client(), "ada@example.org")
    assert Client().post(link).status_code == 302
    again = Client().post(link)
    assert again.status_code == 404 and b"used already" in again.content


def test_a_link_ends_after_fifteen_minutes() -> None:
    client = Client()
    for minutes, status in ((14, 200), (16, 404)):
        token = ask_link(address="a@example.org", language="en", at=datetime.now(UTC) - timedelta(minutes=minutes))
        assert client.get(f"/en/account/enter/{token}/").status_code == status


def test_known_and_unknown_addresses_get_the_same_answer_with_the_same_work() -> None:
    citizen("known@example.org")
    pages, queries = [], []
    for address in ("known@example.org", "other@example.org"):
        with CaptureQueriesContext(connection) as seen:
            answer = Client().post("/en/account/sign-in/", {"email": address})
        pages.append((answer.status_code, answer.content.decode().replace(address, "")))
        queries.append([query["sql"].split(" ")[0] for query in seen])
    assert pages[0] == pages[1]
    assert queries[0] == queries[1]


def test_one_mailbox_is_not_flooded() -> None:
    for _time in range(5):
        assert Client().post("/en/account/sign-in/", {"email": "ada@example.org"}).status_code == 200
    before = len(messaging.captured())
    assert Client().post("/en/account/sign-in/", {"email": "ADA@example.org"}).status_code == 429
    assert len(messaging.captured()) == before


def test_what_is_no_address_is_told_in_a_sentence() -> None:
    answer = Client().post("/en/account/sign-in/", {"email": "nowhere"})
    assert answer.status_code == 422 and b"name@example.org" in answer.content
    assert SignInLink.objects.count() == 0


def test_the_same_address_is_the_same_account_however_it_is_written() -> None:
    citizen("ada@example.org")
    citizen("Ada@Example.org")
    assert Citizen.objects.count() == 1


def test_no_address_stands_in_clear() -> None:
    citizen("ada@example.org")
    for rows in (Citizen.objects.values_list(), SignInLink.objects.values_list()):
        assert b"ada" not in b"".join(
            bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode() for v in rows[0]
        )


def test_signing_out_ends_it() -> None:
    client = citizen()
    client.post("/en/sign-out/")
    assert "/account/sign-in/" in client.get("/en/account/").headers["Location"]


def test_an_account_that_is_closed_leaves_nothing_behind() -> None:
    client = citizen()
    assert client.post("/en/account/erase/").status_code == 302
    assert Citizen.objects.count() == 0
    assert client.get("/en/account/").status_code == 302
