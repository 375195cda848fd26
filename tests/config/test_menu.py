"""What the menu shows: that of the room where somebody works, on every page they reach from it."""

import re

import pytest
from django.test import Client

from legation.ground.people.api import create_person
from legation.ground.posts.api import assign

pytestmark = pytest.mark.usefixtures("utopia")


def menu(role, path, post="HQ", status=200):
    """The addresses in the menu of a page, as somebody in this role sees it."""
    person = create_person(email=f"{role}@utopia.example", name="A", password="a long password")
    assign(person=person, post=post, role=role)
    client = Client()
    client.force_login(person)
    answer = client.get(f"/en/{path}")
    assert answer.status_code == status
    found = re.search(r'<nav class="nav.*?</nav>', answer.content.decode(), re.DOTALL)
    return re.findall(r'href="/en/([^"]*)"', found[0])


@pytest.mark.parametrize("path", ["accounts/", "till/", "till/rates/"])
def test_an_accountant_goes_from_the_accounts_to_the_cash_desks_and_back(path):
    assert menu("accountant", path) == ["accounts/", "till/", "verify/"]


def test_a_cashier_is_offered_no_accounts():
    assert menu("cashier", "till/CAI/", post="CAI") == ["till/", "verify/"]


@pytest.mark.parametrize("path", ["sessions/", "passkeys/", "tokens/"])
def test_staff_keep_their_own_menu_where_they_look_after_their_sign_in(path):
    assert menu("accountant", path) == ["accounts/", "till/", "verify/"]


def test_an_officer_keeps_the_desks_menu_among_the_sessions_and_the_stories_of_one_case():
    assert "desk/" in menu("visa_officer", "conflicts/")


def test_a_head_keeps_the_posts_menu_among_the_cards_of_mutual_help():
    assert menu("head_of_post", "counter/mutual-help/")[:2] == ["post/", "figures/"]


@pytest.mark.parametrize(
    ("role", "path"), [("visa_officer", "accounts/"), ("cashier", "desk/"), ("head_of_post", "till/")]
)
def test_who_is_refused_a_page_keeps_the_menu_of_their_own_room(role, path):
    """And is offered no other page that would be refused."""
    first = {"visa_officer": "counter/", "cashier": "till/", "head_of_post": "post/"}[role]
    assert menu(role, path, status=403)[0] == first


@pytest.mark.parametrize("path", ["desk/requests/", "desk/written/", "conflicts/", "sessions/"])
def test_an_officer_sees_who_they_are_and_the_way_out_beside_the_desk(path):
    person = create_person(email="o@utopia.example", name="Hythloday, R.", password="a long password")
    assign(person=person, post="HQ", role="visa_officer")
    client = Client()
    client.force_login(person)
    shown = client.get(f"/en/{path}").content.decode()
    assert "<bdi>Hythloday, R.</bdi>" in shown and 'action="/en/sign-out/"' in shown
