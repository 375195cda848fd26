"""Everything the house says is said in every language of the demonstration, and says the same."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tools import words

LANGUAGES = words.languages()
TEXTS = words.DEFINITIONS / "texts"
DEPARTMENTS = sorted({path.name.split(".")[0] for path in TEXTS.glob("*.po")})
_PLURAL_KEY = re.compile(r"\.(zero|one|two|few|many|other)$")


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def said(department: str, language: str) -> dict[str, str]:
    """key -> wording of a definition's catalogue."""
    return {str(m.id): str(m.string) for m in catalogue(TEXTS / f"{department}.{language}.po") if m.id}


def without_plurals(keys: set[str]) -> set[str]:
    """Keys that count in some language, named once: each language has forms of its own."""
    return {_PLURAL_KEY.sub(".*", key) for key in keys}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_what_code_and_templates_say_and_nothing_else(language: str) -> None:
    assert words.out_of_step(language) == [], "run python tools/words.py, then translate"


def test_no_sentence_stands_inside_an_f_string() -> None:
    """Python before 3.12 does not show what is called in there to whoever collects sentences."""
    found = [
        f"{path}:{call.lineno}"
        for path in words.SOURCES.rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in words.KEYWORDS
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_interface_is_translated_and_none_is_a_guess(language: str) -> None:
    assert words.untranslated(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_counts_has_every_plural_form(language: str) -> None:
    assert words.wrong_plurals(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_source(language: str) -> None:
    assert words.wrong_placeholders(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_end_as_their_source_does(language: str) -> None:
    assert words.wrong_ends(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_in_english(language: str) -> None:
    """A phrase of several words that is the same in another language was forgotten."""
    left = [
        form for message in words.read(language) if message.id for source, form in words._pairs(message)
        if form == source and len(re.findall("[a-z]{2,}", words._PLACEHOLDER.sub("", source))) > 1
    ]  # fmt: skip
    assert left == []


def test_the_collector_reads_code_and_templates_and_leaves_the_test_bank_out() -> None:
    files = {name for message in words.collected() for name, _line in message.locations}
    assert {"legation/ground/errors.py", "legation/web/jinja2/web/components.html"} <= files
    assert not [name for name in files if "testbank" in name or "samples/" in name or "gallery" in name]


@pytest.mark.parametrize("department", DEPARTMENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_definition_has_the_same_keys_in_every_language(department: str, language: str) -> None:
    english, other = (without_plurals(set(said(department, code))) for code in ("en", language))
    assert english ^ other == set()


@pytest.mark.parametrize("department", DEPARTMENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_definition_says_the_same_in_every_language(department: str, language: str) -> None:
    english, other = said(department, "en"), said(department, language)
    for key in english.keys() & other.keys():
        spoken = key.endswith(".one")  # one day may be said without the digit
        assert spoken or words.placeholders(english[key]) == words.placeholders(other[key]), key
        assert words.end_of(english[key]) == words.end_of(other[key]), key


@pytest.mark.parametrize("department", DEPARTMENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_a_definition_is_left_in_english(department: str, language: str) -> None:
    english, other = said(department, "en"), said(department, language)
    assert [key for key in english.keys() & other.keys() if " " in english[key] and english[key] == other[key]] == []


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.po")), ids=lambda path: path.name)
def test_no_words_of_a_definition_are_empty_guessed_or_obsolete(path: Path) -> None:
    found = catalogue(path)
    assert [str(m.id) for m in found if m.id and (m.fuzzy or not m.string)] == []
    assert not found.obsolete


def test_a_day_in_digits_keeps_its_order_in_arabic() -> None:
    forms = [form for message in words.read("ar") if message.id for form in words.forms(message)]
    assert [form for form in forms if re.search(r"(?<!\u2066)\b(\d{4}-\d\d-\d\d|\d\d\.\d\d\.\d{4})", form)] == []
