"""`legation new-procedure`: what it writes passes `check`, says what nobody read yet, and carries a case to its end."""

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client, override_settings

from legation.config import texts as house_texts
from legation.config.commands import new_procedure
from legation.ground import profile as profiles
from legation.ground import sources
from legation.ground.errors import Invalid
from legation.ground.languages.api import LANGUAGES
from legation.ground.outbox import api as outbox
from legation.ground.people.api import create_person
from legation.ground.posts.api import actor_of, assign
from legation.messaging import api as messaging
from legation.procedures.bundles import in_force, publish
from legation.procedures.definitions import new, texts
from legation.procedures.definitions.load import check_all
from legation.procedures.models import Case
from legation.procedures.selectors import draft_of
from legation.procedures.services.act import Said, act
from legation.procedures.services.save_page import save_page
from legation.procedures.services.start import start
from legation.procedures.services.submit import submit
from tests.procedures.definitions.support import changed, copied, forget, only_the_evisa
from tests.procedures.support import fresh
from tools.words import placeholders

NAME = "consular/apostille"
PAGES = {
    "person": {
        "surname": "ERIKSSON", "given_names": "ANNA", "sex": "female", "passport_number": "L898902C3",
        "birth_date-day": "12", "birth_date-month": "8", "birth_date-year": "1974",
        "passport_expiry-day": "15", "passport_expiry-month": "4", "passport_expiry-year": "2030",
    },
    "request": {"request": "A stamp on a birth certificate"},
    "contact": {"email": "anna@example.org"},
}  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    with copied(tmp_path) as folder:
        only_the_evisa(folder)
        yield folder


def test_it_passes_check_in_every_language_and_is_counted_as_unreviewed(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {language: len(house_texts.unreviewed(language)) for language in profiles.profile().languages}
    assert new_procedure.run([NAME]) == 0
    assert "written: procedures/consular/apostille.v1.yaml" in capsys.readouterr().out
    assert check_all() == []
    forget()
    number = len(sources.read(new._TEMPLATE / "words.yaml").data["en"])
    for language, unread in before.items():
        assert len(house_texts.unreviewed(language)) == unread + number
        assert not [key for place, key in house_texts.missing(language) if place == "consular"]


def test_every_language_of_the_house_has_the_same_words_and_blanks() -> None:
    words = sources.read(new._TEMPLATE / "words.yaml").data
    assert set(words) == {language.code for language in LANGUAGES}
    for language, said in words.items():
        assert said.keys() == words["en"].keys(), language
        for key, text in said.items():
            assert text and placeholders(text) == placeholders(words["en"][key]), (language, key)


def test_it_passes_check_in_all_six_languages(copy: Path) -> None:
    shutil.rmtree(copy / "procedures")
    for words in (copy / "texts").glob("consular.*.po"):
        words.unlink()
    six = ", ".join(language.code for language in LANGUAGES)
    own, posts = copy / "profiles/uto/profile.yaml", copy / "profiles/uto/posts.yaml"
    lines = [f"languages: [{six}]" if line.startswith("languages:") else line for line in own.read_text().splitlines()]
    lines = ["procedures: []" if line == "procedures:" else line for line in lines]
    own.write_text("\n".join(line for line in lines if not re.fullmatch(r"  - \w+/\w+\.v1", line)) + "\n")
    profiles.profile.cache_clear()
    new.create(NAME)
    unsaid = {f"profiles/uto/{own.name}", f"profiles/uto/{posts.name}"}
    assert [str(problem) for problem in check_all() if problem.path not in unsaid] == []


def test_a_profile_written_in_one_line_is_left_alone(copy: Path) -> None:
    text = (copy / "profiles/uto/profile.yaml").read_text()
    block = text[text.index("procedures:\n") :]
    with changed(copy, [("profile", block, "procedures: [visa/evisa.v1]\n")]):
        with pytest.raises(Invalid, match="one line for each"):
            new.create(NAME)
        assert not (copy / f"procedures/{NAME}.v1.yaml").exists()


@pytest.mark.parametrize(
    "name", ["apostille", "Consular/x", "consular/x.v1", "consular/../x", "visa/evisa", "consular/evisa", ""]
)
def test_a_name_that_is_none_or_is_taken_is_refused_and_nothing_is_written(copy: Path, name: str) -> None:
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    with pytest.raises(Invalid):
        new.create(name)
    assert new_procedure.run([name]) == 1
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before


def test_a_second_one_of_the_department_joins_its_catalogue(copy: Path) -> None:
    new.create(NAME)
    new.create("consular/translation")
    assert check_all() == []
    assert profiles.profile().roles["consular_officer"] == ["HQ"]


@pytest.mark.django_db
@pytest.mark.usefixtures("utopia")
@pytest.mark.parametrize(("verb", "reasons"), [("grant", []), ("refuse", ["documents_doubtful"])])
def test_what_it_writes_carries_a_case_from_draft_to_end(
    copy: Path, now: datetime, verb: str, reasons: list[str]
) -> None:
    new.create(NAME)
    publish(f"{NAME}.v1", at=now)
    case = handed_in(now)
    assert case.status == "in_hand" and case.deadline
    person = create_person(email="consul@utopia.example", name="Consul", password="a long password")
    assign(person=person, post="HQ", role="consular_officer")
    said = Said(reasons=reasons, note="Ask the notary.")
    act(reference=case.reference, verb=verb, by=actor_of(person, "consular_officer"), at=now, said=said)
    assert fresh(case).closed_at == now
    assert in_force("apostille", at=now).text("title", "en") == "Apostille"


@pytest.mark.django_db
@pytest.mark.usefixtures("utopia")
def test_a_letter_is_filled_in_with_every_value_that_check_allows(copy: Path, now: datetime) -> None:
    new.create(NAME)
    blanks = " ".join(f"{{{value}}}" for value in sorted(texts.NOTICE_VALUES))
    words, begin = copy / "texts/consular.en.po", 'msgid "apostille.notice.refused.subject"\nmsgstr "'
    words.write_text(words.read_text(encoding="utf-8").replace(begin, f"{begin}{blanks} "), encoding="utf-8")
    publish(f"{NAME}.v1", at=now)
    case = handed_in(now)
    person = create_person(email="consul@utopia.example", name="Consul", password="a long password")
    assign(person=person, post="HQ", role="consular_officer")
    said = Said(reasons=["documents_doubtful"])
    act(reference=case.reference, verb="refuse", by=actor_of(person, "consular_officer"), at=now, said=said)
    outbox.drain(clock=lambda: now)
    subjects = [letter.subject for letter in messaging.captured() if "ERIKSSON" in letter.subject]
    assert len(subjects) == 1 and "{" not in subjects[0] and "There is doubt about the documents" in subjects[0]


@pytest.mark.django_db
@pytest.mark.usefixtures("utopia")
def test_with_a_fee_of_its_own_it_waits_for_the_money(copy: Path, now: datetime) -> None:
    new.create(NAME)
    with changed(copy, [("procedures/consular/apostille.v1.yaml", "amount: 0", "amount: 2500")]):
        publish(f"{NAME}.v1", at=now)
    assert handed_in(now).status == "awaiting_payment"


def handed_in(at: datetime) -> Case:
    token = start(procedure="apostille", known={}, language="en", at=at)
    for page, data in PAGES.items():
        save_page(token=token, page=page, data=data, uploads={}, at=at)
    submit(token=token, declared={"truth": "yes"}, at=at)
    return draft_of(token)[0]


def test_the_template_stands_on_its_own(tmp_path: Path) -> None:
    """A profile that never saw the e-visa can begin with it: it needs the passport's fragment only."""
    with copied(tmp_path) as folder, override_settings(LEGATION_PROFILE="abc"):
        own = folder / "profiles/abc"
        own.mkdir()
        (own / "posts.yaml").write_text(
            "posts:\n  - {code: HQ, kind: ministry, country: UTO, city: Amaurot, time_zone: UTC, names: {en: Centre}}\n"
        )
        (own / "profile.yaml").write_text(
            'code: abc\nedition: "2026-11-22"\nstate: UTO\nstate2: UT\ncurrency: EUR\nlanguages: [en]\ncentre: HQ\n'
            "ministry: {name: {en: Ministry}, state: {en: Utopia}}\nprocedures:\n"
        )
        profiles.profile.cache_clear()
        assert "procedures must be a list" in str(check_all()[0])
        (own / "profile.yaml").write_text(
            (own / "profile.yaml").read_text().replace("procedures:\n", "procedures: []\n")
        )
        profiles.profile.cache_clear()
        new.create(NAME)
        assert check_all() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("utopia")
def test_once_published_it_is_among_all_services_and_begins_on_its_page(
    copy: Path, now: datetime, client: Client
) -> None:
    new.create(NAME)
    forget()
    publish(f"{NAME}.v1", at=now)
    about = "/en/procedures/apostille/"
    assert f'href="{about}"' in client.get("/en/services/").content.decode()
    assert "Begin" in client.get(about).content.decode()
    first = client.post(about)
    assert first.status_code == 302
    page = client.get(first.url).content.decode()
    assert 'name="surname"' in page
    assert f'href="{about}"' in page


@pytest.mark.django_db
@pytest.mark.usefixtures("utopia")
def test_one_that_begins_with_answers_begins_on_the_screen_that_asks_them(now: datetime, client: Client) -> None:
    assert "Do I need a visa?" in client.post("/en/procedures/evisa/").content.decode()
