"""Whoever a session names, and what they may: each page of staff begins with it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from legation.ground.people.api import Person, create_person
from legation.ground.people.models import Sitting
from legation.ground.posts.api import assign, take

pytestmark = pytest.mark.usefixtures("utopia")

PASSWORD = "a long password"


def hired(name: str, *roles: str) -> Person:
    person = create_person(email=f"{name}@utopia.example", name=name, password=PASSWORD)
    for role in roles:
        assign(person=person, post="CAI", role=role)
    return person


def signed_in(person: Person) -> Client:
    client = Client()
    answer = client.post("/en/sign-in/", {"email": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def begun_with(client: Client) -> list[str]:
    """The statements by which a page finds out who asks."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/en/sessions/").status_code == 200
    return [each["sql"] for each in asked if "people_person" in each["sql"]]


def test_session_person_and_roles_are_one_statement() -> None:
    (only,) = begun_with(signed_in(hired("ada", "consular_officer", "head_of_post")))
    assert "django_session" in only and "posts_assignment" in only


def test_where_no_sitting_says_whose_it_is_the_session_is_asked() -> None:
    client = Client()
    client.force_login(hired("ada"))
    assert len(begun_with(client)) == 2


def test_a_role_holds_from_the_next_page_on_and_ends_with_it() -> None:
    person = hired("ada", "consular_officer", "cashier")
    client = signed_in(person)
    assert client.get("/en/till/CAI/").status_code == 200
    take(person=person, post="CAI", role="cashier")
    assert client.get("/en/till/CAI/").status_code == 404
    assign(person=person, post="CAI", role="cashier")
    assert client.get("/en/till/CAI/").status_code == 200


def test_a_sitting_that_names_somebody_else_changes_nobody() -> None:
    client, other = signed_in(hired("ada")), hired("bob", "cashier")
    Sitting.objects.update(person=other)
    assert client.get("/en/till/CAI/").status_code == 403
    assert "bob" not in client.get("/en/sessions/").content.decode()


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!"}])
def test_who_has_left_or_has_another_password_is_nobody(change: dict[str, object]) -> None:
    person = hired("ada", "cashier")
    client = signed_in(person)
    Person.objects.filter(pk=person.pk).update(**change)
    assert client.get("/en/till/CAI/").status_code == 302
