"""What the languages lack is counted and shown; what nobody has reviewed says so."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from legation.config import texts
from legation.config.commands import check, reviewed
from legation.ground import profile as profiles
from legation.procedures.definitions import texts as definitions
from legation.web import kept

NOT_REVIEWED = "n’ont pas encore été relus"
Named = Callable[[str], None]


pytestmark = [pytest.mark.usefixtures("instance_keys"), pytest.mark.once]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """What a page was asked in does not outlive the test."""
    with translation.override("en"):
        yield


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Named]:
    """Names a reviewer of a language; reviews are kept in a folder of the test's own."""

    def name(language: str) -> None:
        found = profiles.profile().model_copy(update={"reviewers": {language: "A. Reader, Office of Languages"}})
        for module in (profiles, texts):
            monkeypatch.setattr(module, "profile", lambda: found)
        texts.is_unreviewed.cache_clear()
        kept._drawn.clear()

    monkeypatch.setattr(texts, "folder", lambda: tmp_path)
    yield name
    texts.is_unreviewed.cache_clear()
    kept._drawn.clear()


def page(language: str) -> str:
    return Client().get(f"/{language}/sign-in/").content.decode()


def test_every_language_of_the_demonstration_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run([]) == 0
    told = capsys.readouterr().out
    for language in profiles.profile().languages:
        assert texts.missing(language) == []
        assert (
            f"{language}: {len(texts.texts('en'))} texts, 0 missing, {len(texts.texts(language))} not reviewed" in told
        )


@pytest.mark.parametrize("language", profiles.profile().languages)
def test_every_page_says_that_nobody_has_reviewed_its_texts(language: str) -> None:
    with translation.override(language):
        line = translation.gettext("These texts have not yet been reviewed by a person whom the ministry has named.")
    assert line in page(language)


def test_a_review_takes_the_line_away_until_a_text_changes(named: Named, monkeypatch: pytest.MonkeyPatch) -> None:
    named("fr")
    assert NOT_REVIEWED in page("fr")
    assert reviewed.run(["fr"]) == 0
    named("fr")
    assert texts.unreviewed("fr") == [] and NOT_REVIEWED not in page("fr")
    changed = texts.texts("fr") | {("interface", "Visa"): "Visum"}
    monkeypatch.setattr(texts, "texts", lambda _language: changed)
    named("fr")
    assert texts.unreviewed("fr") == [("interface", "Visa")] and NOT_REVIEWED in page("fr")


def test_nobody_is_made_a_reviewer_by_a_command(named: Named, capsys: pytest.CaptureFixture[str]) -> None:
    assert reviewed.run(["fr"]) == 1
    assert "name who has read the texts" in capsys.readouterr().err
    assert reviewed.run(["xx"]) == 2


def test_a_language_with_a_gap_cannot_be_reviewed(
    named: Named, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    named("fr")
    monkeypatch.setattr(texts, "missing", lambda _language: [("visa", "evisa.lead")])
    assert reviewed.run(["fr"]) == 1
    assert "missing in fr: visa: evisa.lead" in capsys.readouterr().err


def test_a_text_that_a_language_lacks_is_shown_in_english_with_a_label(
    db: None, instance_keys: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = definitions.entries

    def gappy(department: str, language: str) -> dict[str, Any]:
        found = dict(whole(department, language))
        if (department, language) == ("visa", "fr"):
            del found["evisa.lead"], found["evisa.field.surname"]
        return found

    monkeypatch.setattr(definitions, "entries", gappy)
    from legation.config.commands.prepare import load_profile
    from tests.conftest import NOW

    load_profile(at=NOW)
    page = Client().get("/fr/procedures/evisa/").content.decode()
    assert '<span class="fallback" lang="en" dir="ltr">Apply online' in page and "<small>(English)</small>" in page


def test_a_declaration_has_no_fallback(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, lacking = definitions.entries, {"evisa.field.truth", "evisa.lead"}

    def gappy(department: str, language: str) -> dict[str, definitions.Entry]:
        found = whole(department, language)
        return {key: entry for key, entry in found.items() if language != "fr" or key not in lacking}

    monkeypatch.setattr(definitions, "entries", gappy)
    from legation.procedures.api import check_all

    told = [str(problem) for problem in check_all()]
    assert [line for line in told if "no words for evisa.field.truth in fr" in line]
    assert not [line for line in told if "evisa.lead" in line]
