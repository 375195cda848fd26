"""The administrators' screen: every page opens, in a constant number of queries, and its forms do what they say."""

import re
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from legation.config.administration.services import people as acts
from legation.config.administration.services.people import invitation_address
from legation.ground.approvals import api as approvals
from legation.ground.audit.models import Access
from legation.ground.errors import NotAllowed
from legation.ground.outbox.models import Effect
from legation.ground.people.api import Actor, Person
from legation.ground.posts.api import roles_of
from legation.messaging import api as messaging
from legation.messaging.models import Delivery
from tests.config.administration.conftest import administrator, browser
from tests.messaging.support import letter
from tests.procedures.support import officer

pytestmark = pytest.mark.django_db
PAGES = ["", "people/", "posts/", "nodes/", "keys/", "services/", "programs/", "queue/", "requests/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_opens(house: dict[str, Actor], page: str, language: str) -> None:
    answer = browser(house["ada"]).get(f"/{language}/administration/{page}")
    assert answer.status_code == 200
    assert 'aria-current="page"' in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_an_officer_gets_no_page(utopia: None, page: str) -> None:
    client = Client()
    client.force_login(officer().person)
    assert client.get(f"/en/administration/{page}").status_code == 403


def test_what_did_not_arrive_is_shown_by_way_and_reason_without_whom_it_was_for(
    house: dict[str, Actor],
) -> None:
    now = timezone.now()
    for number in range(2):
        messaging.send(letter(key=f"k{number}", to="somebody@example.org"), at=now)
    Delivery.objects.filter(channel="mail").update(state="failed", code="refused", ended_at=now)
    Delivery.objects.filter(channel="sms").update(state="failed", code="long_ago", ended_at=now - timedelta(days=31))
    page = browser(house["ada"]).get("/en/administration/").content.decode()
    table = page.partition("did not arrive")[2]
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*refused by the other side.*?</tr>", table, re.DOTALL)
    assert row and [re.sub("<[^>]*>", "", cell) for cell in row[0].split("</td>")][2].strip() == "2"
    assert "somebody@example.org" not in page and "long_ago" not in page


def count(client: Client, page: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        assert client.get(f"/en/administration/{page}").status_code == 200
    return len(seen)


@pytest.mark.parametrize("page", ["people/", "queue/", "requests/", "posts/"])
def test_a_list_makes_as_many_queries_for_many_as_for_few(house: dict[str, Actor], now: datetime, page: str) -> None:
    client = browser(house["ada"])

    def one_more(number: int) -> None:
        person = administrator(f"more{number}").person
        Effect.objects.create(kind=f"kind{number}", key=str(number), created_at=now, due_at=now, failed_at=now)
        arguments = {"person": person.pk, "post": "HQ", "role": "administrator"}  # type: ignore[union-attr]
        approvals.ask(verb="take_role", arguments=arguments, reason="There are many", by=house["bea"], at=now)

    one_more(0)
    few = count(client, page)
    for number in range(1, 20):
        one_more(number)
    assert count(client, page) == few


def test_an_invited_person_sets_a_password_once_and_works(house: dict[str, Actor]) -> None:
    ada = browser(house["ada"])
    ada.post("/en/administration/people/", {"name": "Nephelo", "email": "new@utopia.example", "language": "fr"})
    made = Person.objects.get(email="new@utopia.example")
    letter = messaging.captured(most=1)[0]
    assert letter.to == made.email and letter.language == "fr"
    address = invitation_address(made).removeprefix(settings.LEGATION_ADDRESS)
    short, good = ({"password": word, "again": word} for word in ("short", "four quiet words here"))
    assert address in letter.body and Client().post(address, short).status_code == 422
    assert Client().post(address, good).status_code == 302
    assert Client().get(address).status_code == 404, "once only"
    assert Client().login(username=made.email, password="four quiet words here")
    assert not [each for each in messaging.captured() if each.to == made.email]


def test_an_ordinary_role_takes_one_and_an_issuing_one_asks_for_another(house: dict[str, Actor], clerk: Person) -> None:
    ada, address = browser(house["ada"]), f"/en/administration/people/{clerk.pk}/"
    ada.post(address, {"act": "give", "role": "accountant", "post": "HQ"})
    assert set(roles_of(clerk)) == {"accountant"}
    assert ada.post(address, {"act": "give", "role": "visa_officer", "post": "HQ"}).status_code == 422, "no reason"
    answer = ada.post(address, {"act": "give", "role": "visa_officer", "post": "HQ", "reason": "She joins us"})
    assert "/requests/" in answer.headers["Location"] and set(roles_of(clerk)) == {"accountant"}
    assert browser(house["bea"]).post(answer.headers["Location"], {"act": "approve"}).status_code == 302
    assert set(roles_of(clerk)) == {"accountant", "visa_officer"}


def test_the_services_refuse_alone_what_takes_two(house: dict[str, Actor], clerk: Person, now: datetime) -> None:
    bea = house["bea"].person
    with pytest.raises(NotAllowed):
        acts.give(person=clerk, post="HQ", role="visa_officer", by=house["ada"], at=now)
    with pytest.raises(NotAllowed):
        acts.set_active(person=bea, active=False, by=house["ada"], at=now)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        acts.take(person=bea, post="HQ", role="administrator", by=house["ada"], at=now)  # type: ignore[arg-type]


@pytest.mark.parametrize("page", ["people/1/", *PAGES[1:]])
def test_what_nobody_would_send_gets_a_clear_error(house: dict[str, Actor], page: str) -> None:
    client = browser(house["ada"])
    for form in ({}, {"act": "take", "held": "x/y"}, {"act": "drop", "job": "x"}, {"act": "give", "role": "x", "post": "y"},
                 {"key": "zz", "why": "x"}, {"definition": "x@y", "reason": "why"}, {"since": "x"},
                 {"act": "take", "held": "administrator/NOWHERE", "reason": "why"}):  # fmt: skip
        assert client.post(f"/en/administration/{page}", form).status_code in (404, 405, 422), form


def test_jobs_are_tried_again_one_or_all_of_a_kind(house: dict[str, Actor], now: datetime) -> None:
    rows = [Effect.objects.create(kind=kind, key=f"{kind}{n}", created_at=now, due_at=now, failed_at=now, attempts=8)
            for n, kind in enumerate(("a", "b", "b", "c"))]  # fmt: skip
    ada = browser(house["ada"])
    ada.post("/en/administration/queue/", {"act": "retry", "job": rows[0].pk})
    ada.post("/en/administration/queue/", {"act": "retry_kind", "kind": "b"})
    left = Effect.objects.filter(failed_at__isnull=False).values_list("kind", flat=True)
    assert list(left) == ["c"]
    assert Access.objects.filter(actor=house["ada"].name, verb="retried").count() == 2
