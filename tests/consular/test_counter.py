"""The counter: everything of whoever stands there, for who works on it and for nobody else."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from legation.consular import presence
from legation.consular.keys import keys_by
from legation.consular.models import KeyCount
from legation.consular.presence import Present, read
from legation.ground.audit.models import Access
from legation.ground.errors import Invalid
from legation.ground.people.api import Person, create_person
from legation.ground.posts.api import assign
from legation.procedures.answers import open_answers
from legation.procedures.models import Case
from legation.procedures.persons import cases_of_person
from legation.procedures.selectors import draft_of
from tests.procedures import registering
from tests.procedures.registering import day
from tests.procedures.support import filled, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
# the specimen of Doc 9303-4 appendix A
SPECIMEN = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TODAY = date(2026, 11, 29)


def clerk(*roles: str, post: str = "HQ") -> Person:
    who = create_person(email=f"{post}.{'.'.join(roles)}@utopia.example", name="Clerk", password="a long password")
    for role in roles:
        assign(person=who, post=post, role=role)
    return who


def at_counter(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def born(person: object) -> str:
    page = person.pages["passport"]  # type: ignore[attr-defined]
    return date(*(int(page[f"birth_date-{part}"]) for part in ("year", "month", "day"))).isoformat()


def found(case: Case, person: object, by: Person, at: datetime) -> list[str]:
    number = person.passport  # type: ignore[attr-defined]
    return [each.reference for each in cases_of_person(by, number=number, born=born(person), language="en", at=at)]


def test_the_lines_of_a_passport_say_who_it_is() -> None:
    who = read({"lines": SPECIMEN.lower()}, today=TODAY)
    assert who == Present(
        number="L898902C3", born="1974-08-12", surname="ERIKSSON", given_names="ANNA MARIA", sex="female",
        nationality="UTO", expires="2012-04-15",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, ["birth_date", "number"]),
        ({"number": "L8<"}, ["birth_date", "number"]),
        ({"number": "L8", "birth_date-year": "2030", "birth_date-month": "1", "birth_date-day": "1"}, ["birth_date"]),
        ({"number": "L8", "birth_date-year": "1990", "birth_date-month": "2", "birth_date-day": "30"}, ["birth_date"]),
        ({"lines": "hello"}, ["lines"]),
        ({"lines": SPECIMEN.replace("740812", "740813")}, ["lines"]),
    ],
)
def test_what_says_nobody_is_told_at_its_field(typed: dict[str, str], wrong: list[str]) -> None:
    with pytest.raises(Invalid) as told:
        read(typed, today=TODAY)
    assert sorted(told.value.fields) == wrong


def test_number_and_day_of_birth_together_find_the_cases_of_a_person(now: datetime) -> None:
    case, person = paid(now)
    paid(now, seed=2)
    by = clerk("visa_officer")
    assert found(case, person, by, now) == [case.reference]
    assert cases_of_person(by, number=person.passport, born="1901-01-01", language="en", at=now) == []


@pytest.mark.parametrize(("roles", "post"), [(["visa_officer"], "CAI"), (["consular_officer"], "HQ"), ([], "HQ")])
def test_who_does_not_work_on_a_case_there_does_not_find_it(roles: list[str], post: str, now: datetime) -> None:
    case, person = paid(now)
    assert found(case, person, clerk(*roles, post=post), now) == []


def test_each_look_is_recorded_with_its_purpose(now: datetime) -> None:
    case, person = paid(now)
    found(case, person, clerk("visa_officer"), now)
    look = Access.objects.get(verb="looked_at", subject=case.reference)
    assert look.body == {"role": "visa_officer", "post": "HQ", "purpose": "counter"}


def test_a_screen_costs_as_many_statements_for_five_cases_as_for_one(now: datetime) -> None:
    _case, person = paid(now)
    by = clerk("visa_officer")

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            cases_of_person(by, number=person.passport, born=born(person), language="en", at=now)
        return len(asked)

    statements()  # what is remembered is remembered
    one = statements()
    for _again in range(4):
        paid(now)
    assert statements() == one


def test_a_service_begins_with_what_the_document_says_and_who_began_it_is_on_record() -> None:
    by = clerk("consular_officer")
    client = at_counter(by)
    assert client.post("/en/counter/", {"lines": SPECIMEN}).headers["Location"] == "/en/counter/person/"
    page = client.get("/en/counter/person/").content.decode()
    assert "ERIKSSON, ANNA MARIA" in page and "L898902C3" in page
    begun = client.post("/en/counter/person/begin/", {"procedure": "legalisation"})
    case, _opened = draft_of(begun.headers["Location"].split("/")[3])
    answers = open_answers(case)
    assert (answers["surname"], answers["passport_number"], answers["sex"]) == ("ERIKSSON", "L898902C3", "female")
    assert answers["birth_date"] == "1974-08-12"
    assert Access.objects.get(verb="began_for").subject == case.reference


def begun_for(client: Client, number: str, procedure: str) -> tuple[Case, dict[str, object]]:
    """What stands in a form that is begun for who holds this document."""
    client.post("/en/counter/", {"number": number, **day("birth_date", "12", "8", "1984")})
    begun = client.post("/en/counter/person/begin/", {"procedure": procedure})
    page = client.get(begun.headers["Location"]).content.decode()
    assert (
        'class="back" href="/en/counter/person/"' in page
        and "/en/visits/" in re.search(r'<nav class="nav.*?</nav>', page)[0]
    )
    case, _opened = draft_of(begun.headers["Location"].split("/")[3])
    return case, open_answers(case)


def test_what_somebody_said_of_themselves_before_need_not_be_typed_again(now: datetime) -> None:
    before, _token = registering.handed_in(now)
    client = at_counter(clerk("consular_officer", post="PAR"))
    _case, answers = begun_for(client, "L898902C3", "passport_renewal")
    assert (answers["surname"], answers["given_names"], answers["sex"]) == ("Müller", "Élise", "female")
    assert answers["identity_number"] == "L898902C3" and answers["email"] == "elise@example.org"
    assert answers["home"] == open_answers(before)["home"]  # type: ignore[index]
    assert Access.objects.filter(verb="looked_at", subject=before.reference).exists()


def test_nothing_is_known_of_somebody_else_or_at_a_post_that_has_no_case_of_theirs(now: datetime) -> None:
    registering.handed_in(now)
    _case, answers = begun_for(at_counter(clerk("consular_officer", post="PAR")), "X1234567", "passport_renewal")
    assert "surname" not in answers and answers["identity_number"] == "X1234567"
    _case, answers = begun_for(at_counter(clerk("consular_officer", post="CAI")), "L898902C3", "passport_renewal")
    assert "surname" not in answers and "home" not in answers


def test_who_hands_in_or_decides_for_somebody_who_stands_there_goes_on_with_them(now: datetime) -> None:
    client = at_counter(clerk("visa_officer"))
    client.post("/en/counter/", {"lines": SPECIMEN})
    token, _person = filled(now, seed=2)
    summary = client.get(f"/en/application/{token}/summary/").content.decode()
    assert "Step 2 of 3" in summary and f"/en/application/{token}/whole/#email" in summary
    assert "go to payment" not in summary
    handed_in = client.post(f"/en/application/{token}/summary/", {"truth": "yes"})
    assert handed_in.headers["Location"] == "/en/counter/person/"
    alone, _person = filled(now, seed=3)
    assert Client().post(f"/en/application/{alone}/summary/", {"truth": "yes"}).headers["Location"].endswith("/fee/")
    case, _person = paid(now, by_rule=False)
    address = f"/en/desk/{case.reference}/"
    assert 'name="counter"' in client.get(f"{address}?counter").content.decode()
    assert 'name="counter"' not in client.get(address).content.decode()
    assert client.post(f"{address}grant/", {"counter": "1"}).headers["Location"] == "/en/counter/person/"


def test_nobody_is_served_after_half_an_hour(now: datetime) -> None:
    session, who = SessionStore(), Present(number="X1", born="1990-01-01")
    presence.keep(session, who, at=now)
    assert presence.served(session, at=now + timedelta(minutes=29)) == who
    assert presence.served(session, at=now + timedelta(minutes=30)) is None


def test_when_somebody_is_done_nobody_is_served() -> None:
    client = at_counter(clerk("consular_officer"))
    client.post("/en/counter/", {"lines": SPECIMEN})
    client.post("/en/counter/person/done/")
    for answer in (
        client.get("/en/counter/person/"),
        client.post("/en/counter/person/begin/", {"procedure": "legalisation"}),
    ):
        assert answer.headers["Location"] == "/en/counter/"


def test_what_is_kept_of_who_is_served_cannot_be_read_in_the_database() -> None:
    client = at_counter(clerk("consular_officer"))
    client.post("/en/counter/", {"lines": SPECIMEN})
    kept = str(dict(client.session.items()))
    assert "ERIKSSON" not in kept and "L898902C3" not in kept


def test_a_service_of_others_cannot_be_begun_here() -> None:
    client = at_counter(clerk("consular_officer"))
    client.post("/en/counter/", {"lines": SPECIMEN})
    for wanted in ("evisa", "no-such-thing", ""):
        assert client.post("/en/counter/person/begin/", {"procedure": wanted}).status_code == 404


def test_a_clerk_begins_at_their_own_post_what_posts_handle_and_is_not_offered_it_at_the_centre() -> None:
    there = at_counter(clerk("consular_officer", post="CAI"))
    there.post("/en/counter/", {"lines": SPECIMEN})
    begun = there.post("/en/counter/person/begin/", {"procedure": "registration_abroad"})
    case, _opened = draft_of(begun.headers["Location"].split("/")[3])
    assert case.post.code == case.origin.code == "CAI"
    centre = at_counter(clerk("consular_officer"))
    centre.post("/en/counter/", {"lines": SPECIMEN})
    assert "registration_abroad" not in centre.get("/en/counter/person/").content.decode()
    assert centre.post("/en/counter/person/begin/", {"procedure": "registration_abroad"}).status_code == 404


def test_keys_are_added_up_where_the_page_counts_them_and_no_name_is_kept() -> None:
    client = at_counter(clerk("consular_officer"))
    for first, second in (("7", "3"), ("4", "2"), ("", "5"), ("x", "1")):
        client.post("/en/counter/", {"lines": SPECIMEN, "keys": first})
        client.post("/en/counter/person/begin/", {"procedure": "legalisation", "keys": second})
    row = KeyCount.objects.get()
    assert (row.place, row.procedure, row.begun, row.keys) == ("HQ", "legalisation", 2, 16)
    assert keys_by(row.month, "place", ["HQ"]) == {"HQ": (2, 16)} and keys_by(row.month, "place", ["CAI"]) == {}
