"""All pages of a form on one: what is sent there is read as page by page, and what follows from an answer is asked next."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from legation.config.commands.prepare import load_profile
from legation.ground.posts.api import post_key
from legation.procedures.answers import open_answers
from legation.procedures.definitions.checks.fields import ADDRESSES
from legation.procedures.selectors import draft_of
from legation.procedures.services.submit import submit
from legation.procedures.urls import _application
from tests.procedures.definitions.support import changed, copied
from tests.procedures.support import FACE, joined, started
from tests.procedures.support import filled as saved

pytestmark = [pytest.mark.django_db]

FOLLOWING = """  - page: employment
    when: answers.entries == "multiple"
    fields:
      - {field: employer, kind: text}
  - page: contact
"""
WORDS = "".join(
    f'\nmsgid "evisa.{key}"\nmsgstr "{said}"\n'
    for key, said in {
        "page.employment": "Your work",
        "field.employer": "Employer",
    }.items()
)


def filled(person, **change):
    """What is typed on the whole form, with its photo."""
    typed = {name: text for page in person.pages.values() for name, text in page.items()}
    return typed | {"photo": SimpleUploadedFile("photo.jpg", FACE, "image/jpeg")} | change


def drawn(client: Client, token: str) -> str:
    """The fields on a condition that stand on the page."""
    page = client.get(f"/en/application/{token}/whole/").content.decode()
    return re.search(r'name="drawn" value="([^"]*)"', page)[1]


@pytest.mark.usefixtures("utopia")
def test_everything_is_asked_at_once_and_leads_to_the_summary(client: Client, now: datetime) -> None:
    token, person = started(now)
    page = client.get(f"/en/application/{token}/whole/").content.decode()
    assert all(f'name="{name}"' in page for name in ("surname", "arrival-day", "email", "photo"))
    opened = draft_of(token)[1]
    titles = [opened.page_at_desk(each.page, "en") for each in opened.definition.form_pages()]
    assert [each for each in titles if f">{each}</h2>" not in page] == []
    answer = client.post(f"/en/application/{token}/whole/", filled(person))
    assert answer.headers["Location"] == f"/en/application/{token}/summary/"
    assert open_answers(draft_of(token)[0])["email"] == person.pages["contact"]["email"]


@pytest.mark.usefixtures("utopia")
def test_what_is_wrong_is_said_and_what_is_right_is_kept(client: Client, now: datetime) -> None:
    token, person = started(now)
    answer = client.post(f"/en/application/{token}/whole/", filled(person, email="nowhere", **{"arrival-month": "13"}))
    page = answer.content.decode()
    assert answer.status_code == 422 and 'href="#email"' in page and 'href="#arrival-day"' in page
    assert 'value="nowhere"' in page and person.pages["passport"]["surname"] in page
    kept = open_answers(draft_of(token)[0])
    assert "photo" in kept and "email" not in kept


@pytest.mark.usefixtures("utopia")
def test_what_was_handed_in_is_not_filled_in_again(client: Client, now: datetime) -> None:
    token, _person = saved(now)
    submit(token=token, declared={"truth": "yes"}, at=now)
    for answer in (client.get(f"/en/application/{token}/whole/"), client.post(f"/en/application/{token}/whole/", {})):
        assert answer.headers["Location"] == f"/en/application/{token}/"


SHARED = "shared: [arrival, "
SHARED_TOO = [
    ("evisa", SHARED, f"{SHARED}employer, "),
    ("evisa", "  - page: contact\n", FOLLOWING.replace('answers.entries == "multiple"', "answers.arrival > today")),
]


@pytest.fixture(params=["own"])
def with_work(request: pytest.FixtureRequest, tmp_path: Path, instance_keys: None, now: datetime) -> Iterator[None]:
    """The e-visa, with a page for those who come several times, or one whose question all persons have in common."""
    asked = SHARED_TOO if request.param == "shared" else [("evisa", "  - page: contact\n", FOLLOWING)]
    with copied(tmp_path) as folder:
        words = (folder / "texts/visa.en.po").read_text(encoding="utf-8")
        with changed(folder, [*asked, ("words", "", words + WORDS)]):
            post_key.cache_clear()
            load_profile(at=now)
            yield
    post_key.cache_clear()


@pytest.mark.usefixtures("with_work")
def test_what_follows_from_an_answer_is_asked_next_and_is_no_mistake_before(client: Client, now: datetime) -> None:
    token, person = started(now)
    at = f"/en/application/{token}/whole/"
    typed = filled(person, entries="multiple", drawn=drawn(client, token))
    assert client.post(at, typed).headers["Location"] == f"{at}?follows"
    page = client.get(f"{at}?follows").content.decode()
    assert "Something more is asked" in page and 'name="employer"' in page and drawn(client, token) == "employer"
    lacking = client.post(at, typed | {"drawn": "employer", "employer": "", "photo": ""})
    assert lacking.status_code == 422 and 'href="#employer"' in lacking.content.decode()
    done = client.post(at, typed | {"drawn": "employer", "employer": "Printers of Amaurot", "photo": ""})
    assert done.headers["Location"].endswith("/summary/")


@pytest.mark.usefixtures("with_work")
def test_whom_nothing_more_concerns_is_asked_nothing_more(client: Client, now: datetime) -> None:
    token, person = started(now)
    done = client.post(f"/en/application/{token}/whole/", filled(person, entries="single", drawn=""))
    assert done.headers["Location"].endswith("/summary/")


@pytest.mark.usefixtures("with_work")
@pytest.mark.parametrize("with_work", ["shared"], indirect=True)
def test_what_all_persons_have_in_common_is_not_asked_of_each_again(client: Client, now: datetime) -> None:
    token, _first = saved(now)
    link, person = joined(token, now)
    assert "employer" not in drawn(client, link)
    done = client.post(f"/en/application/{link}/whole/", filled(person, drawn=""))
    assert done.headers["Location"] == f"/en/application/{token}/persons/"


def test_no_page_of_a_definition_may_stand_where_something_else_stands() -> None:
    first = {str(each.pattern).partition("/")[0] for each in _application}
    assert {each for each in first if each and "<" not in each} == ADDRESSES
