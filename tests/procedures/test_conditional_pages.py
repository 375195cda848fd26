"""A page that is shown on a condition: nobody else sees it, is asked what stands on it, or is held up by it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client

from legation.config.commands.prepare import load_profile
from legation.config.samples import Traveller, traveller
from legation.ground.errors import Invalid
from legation.ground.posts.api import post_key
from legation.procedures.answers import open_answers
from legation.procedures.bundles import content_of
from legation.procedures.definitions.differences import differences
from legation.procedures.selectors import draft_of
from legation.procedures.services.save_page import save_page
from legation.procedures.services.start import start
from legation.procedures.services.submit import submit
from tests.procedures.definitions.support import changed, copied
from tests.procedures.support import FACE

pytestmark = [pytest.mark.django_db]

PAGE = """  - page: employment
    when: answers.purpose == "business" && answers.entries == "multiple"
    fields:
      - {field: employer, kind: text}
      - {field: workplace, kind: photo, required: false}
  - page: contact
"""
WORDS = "".join(
    f'\nmsgid "evisa.{key}"\nmsgstr "{said}"\n'
    for key, said in {
        "page.employment": "Your work",
        "field.employer": "Employer",
        "field.workplace": "Workplace",
    }.items()
)


@pytest.fixture
def with_work(tmp_path: Path, instance_keys: None, now: datetime) -> Iterator[None]:
    """The e-visa, with a page that only business travellers who come several times fill in."""
    with copied(tmp_path) as folder:
        words = (folder / "texts/visa.en.po").read_text(encoding="utf-8")
        with changed(folder, [("evisa", "  - page: contact\n", PAGE), ("words", "", words + WORDS)]):
            post_key.cache_clear()
            load_profile(at=now)
            yield
    post_key.cache_clear()


def begun(now: datetime, *, entries: str, purpose: str = "business") -> tuple[str, Traveller]:
    person = traveller(3, today=now.date(), by_rule=True)
    token = start(procedure="evisa", known=person.known | {"purpose": purpose}, language="en", at=now)
    save_page(token=token, page="passport", data=person.pages["passport"], uploads={}, at=now)
    save_page(token=token, page="trip", data=person.pages["trip"] | {"entries": entries}, uploads={}, at=now)
    return token, person


def onward(token: str, person: Traveller, page: str, **more: str) -> str:
    answer = Client().post(f"/en/application/{token}/{page}/", person.pages[page] | more)
    return str(answer.headers["Location"])


@pytest.mark.usefixtures("with_work")
def test_whom_it_does_not_concern_is_led_past_it(now: datetime) -> None:
    token, person = begun(now, entries="single")
    assert onward(token, person, "trip", entries="single").endswith("/contact/")
    assert Client().get(f"/en/application/{token}/employment/").status_code == 302
    page = Client().get(f"/en/application/{token}/contact/").content.decode()
    assert "Step 3 of 5" in page and "/trip/" in page


@pytest.mark.usefixtures("with_work")
def test_whom_it_concerns_is_led_to_it_and_must_fill_it_in(now: datetime) -> None:
    token, person = begun(now, entries="single")
    assert onward(token, person, "trip", entries="multiple").endswith("/employment/")
    assert "Step 3 of 6" in Client().get(f"/en/application/{token}/employment/").content.decode()
    save_page(token=token, page="contact", data=person.pages["contact"], uploads={"photo": FACE}, at=now)
    with pytest.raises(Invalid) as told:
        submit(token=token, declared={"truth": "yes"}, at=now)
    assert set(told.value.fields) == {"employer"}
    assert "Your work" in Client().get(f"/en/application/{token}/summary/").content.decode()


@pytest.mark.usefixtures("with_work")
def test_who_no_longer_needs_it_leaves_its_answers_and_files_behind(
    now: datetime, django_capture_on_commit_callbacks: object
) -> None:
    from legation.ground.files.models import StoredFile

    token, person = begun(now, entries="multiple")
    save_page(token=token, page="employment", data={"employer": "Anyder Ltd"}, uploads={"workplace": FACE}, at=now)
    assert StoredFile.objects.count() == 1
    save_page(token=token, page="trip", data=person.pages["trip"] | {"entries": "single"}, uploads={}, at=now)
    assert not {"employer", "workplace"} & open_answers(draft_of(token)[0]).keys()
    assert not StoredFile.objects.exists()
    assert "Your work" not in Client().get(f"/en/application/{token}/summary/").content.decode()
    save_page(token=token, page="contact", data=person.pages["contact"], uploads={"photo": FACE}, at=now)
    submit(token=token, declared={"truth": "yes"}, at=now)


@pytest.mark.usefixtures("with_work")
def test_what_a_forged_form_says_on_it_is_not_kept(now: datetime) -> None:
    token, _person = begun(now, entries="single")
    save_page(token=token, page="employment", data={"employer": "Anyder Ltd"}, uploads={"workplace": FACE}, at=now)
    assert not {"employer", "workplace"} & open_answers(draft_of(token)[0]).keys()


def test_another_condition_is_told_in_a_sentence(tmp_path: Path) -> None:
    old = content_of("visa/evisa.v1")
    with copied(tmp_path) as folder:
        words = (folder / "texts/visa.en.po").read_text(encoding="utf-8")
        with changed(folder, [("evisa", "  - page: contact\n", PAGE), ("words", "", words + WORDS)]):
            new = content_of("visa/evisa.v1")
    said = "\n".join(differences(old, new)["For applicants"])
    assert 'Page “Your work” is shown only if answers.purpose == "business"' in said
    assert "instead of only if" in "\n".join(differences(new, _with(new, "true == true"))["For applicants"])


def _with(content: dict, condition: str) -> dict:  # type: ignore[type-arg]
    import copy

    found = copy.deepcopy(content)
    found["definition"]["pages"][2]["when"] = condition
    return found
