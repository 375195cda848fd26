"""My applications: what an account shows, opens and knows."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from legation.ground.people.models import Citizen
from legation.ground.posts.models import Notice, Post
from legation.ground.posts.told import forget_notices
from legation.procedures.models import Application, Way
from legation.procedures.services.purge import purge
from tests.config.entrance import citizen
from tests.procedures import certificates
from tests.procedures.support import handed_in, started

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]


def test_an_application_with_my_address_stands_in_my_account(now: datetime) -> None:
    case, person = handed_in(now)
    client = citizen(person.pages["contact"]["email"])
    assert case.application.reference.encode() in client.get("/en/account/").content
    assert case.application.reference.encode() not in citizen("other@example.org").get("/en/account/").content


def test_what_i_begin_while_signed_in_is_mine_and_knows_my_address() -> None:
    client = citizen("ada@example.org")
    client.post("/en/visa/apply/", {"nationality": "ARM", "purpose": "tourism", "document_kind": "ordinary"})
    application = Application.objects.get()
    assert application.citizen == Citizen.objects.get()
    page = client.post(f"/en/account/applications/{application.reference}/", follow=True)
    contact = client.get(page.redirect_chain[-1][0].replace("/passport/", "/contact/"))
    assert b'value="ada@example.org"' in contact.content


def test_nobody_opens_an_application_of_somebody_else(now: datetime) -> None:
    case, _person = handed_in(now)
    answer = citizen("other@example.org").post(f"/en/account/applications/{case.application.reference}/")
    assert answer.status_code == 404
    assert not Way.objects.exists()


def test_the_way_from_the_account_ends_and_the_resume_link_does_not(now: datetime) -> None:
    token, _person = started(now)
    case, person = handed_in(now, seed=2)
    client = citizen(person.pages["contact"]["email"])
    opened = client.post(f"/en/account/applications/{case.application.reference}/").headers["Location"]
    assert Client().get(opened, follow=True).status_code == 200
    Way.objects.update(ends_at=datetime.now(UTC) - timedelta(minutes=1))
    assert Client().get(opened).status_code == 404
    purge(at=datetime.now(UTC))
    assert not Way.objects.exists()
    assert Client().get(f"/en/application/{token}/passport/").status_code == 200


def test_the_list_makes_the_same_number_of_queries_however_long_it_is(now: datetime) -> None:
    counts = []
    for seed in (3, 3, 3):
        _case, person = handed_in(now, seed=seed)
        client = citizen(person.pages["contact"]["email"])
        client.get("/en/account/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/en/account/")
        counts.append(len(seen))
    assert len(set(counts)) == 1


def test_a_service_is_begun_for_somebody_of_the_family_with_who_they_are_filled_in(now: datetime) -> None:
    case, person = handed_in(now)
    client, surname = citizen(person.pages["contact"]["email"]), person.pages["passport"]["surname"]
    assert surname in client.get("/en/account/").content.decode()
    asked = {"person": case.reference, "service": "certified_copy"}
    page = client.post("/en/account/begin/", asked, follow=True)
    where, _status = page.redirect_chain[-1]
    assert surname in page.content.decode()
    begun = client.post(where, {"person": case.reference, "country": "EGY", "post": "CAI"}, follow=True)
    assert f'value="{surname}"' in begun.content.decode()
    assert Application.objects.latest("pk").citizen is not None
    other = citizen("other@example.org")
    assert other.get(where).status_code == other.post(where, {"post": "CAI"}).status_code == 404
    assert Client().get(where).status_code == 404


def test_nothing_is_begun_for_nobody_or_of_no_service(now: datetime) -> None:
    case, person = handed_in(now)
    client = citizen(person.pages["contact"]["email"])
    assert client.post("/en/account/begin/", {"person": case.reference, "service": "none"}).status_code == 404
    assert client.post("/en/account/begin/", {}).headers["Location"] == "/en/account/"


def test_the_notices_of_the_posts_that_serve_me_stand_on_my_page_and_no_others(now: datetime) -> None:
    case = certificates.paid(now)  # opened in Paris
    for code, title in (("PAR", "Closed on Friday"), ("CAI", "Power cut"), ("BAK", "New address")):
        Notice.objects.create(
            post=Post.objects.get(code=code),
            titles={"en": title},
            texts={"en": title},
            begins_on=now.date(),
            set_at=now,
        )
    forget_notices()
    client = citizen("ada@example.org")
    page = client.get("/en/account/").content.decode()
    assert case.application.reference in page
    assert "Closed on Friday" in page and "Power cut" not in page and "New address" not in page
    client.cookies["post"] = "CAI.NOWHERE"
    page = client.get("/en/account/").content.decode()
    assert "Closed on Friday" in page and "Power cut" in page and "New address" not in page
    stranger = citizen("other@example.org").get("/en/account/").content.decode()
    assert "Closed on Friday" not in stranger and "Which post serves you" in stranger
