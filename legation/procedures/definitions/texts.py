"""Words of definitions: gettext catalogues under stable keys, one file per department and language."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings

from legation.procedures.definitions.schema import Definition

Texts = dict[str, dict[str, str]]


def catalogue_path(department: str, language: str) -> Path:
    """Where the words of a department in a language stand."""
    return Path(settings.LEGATION_DEFINITIONS) / "texts" / f"{department}.{language}.po"


@cache
def catalogue(department: str, language: str) -> dict[str, str]:
    """key -> wording; fuzzy and empty entries count as missing."""
    path = catalogue_path(department, language)
    if not path.exists():
        return {}
    with path.open("rb") as file:
        messages = read_po(file, locale=language)
    return {str(m.id): str(m.string) for m in messages if m.id and m.string and not m.fuzzy}


def needed_keys(definition: Definition) -> Iterator[str]:
    """Every key a definition's words must stand under."""
    yield from ("title", "lead", "who", "time")
    yield from (f"law.{basis.law}" for basis in definition.legal_basis)
    for page in definition.pages:
        yield f"page.{page.page}"
    for field in definition.all_fields():
        yield f"field.{field.field}"
        yield from (f"choice.{field.field}.{choice}" for choice in field.choices)
    yield from (f"rule.{rule.rule}" for rule in definition.rules)
    yield from (f"finding.{finding.finding}" for finding in definition.findings)
    for state in definition.states:
        yield f"state.{state.state}"
        yield f"next.{state.state}"
    for transition in definition.transitions:
        yield f"verb.{transition.verb}"
        yield f"done.{transition.verb}"
        if transition.notice:
            yield f"notice.{transition.notice}.subject"
            yield f"notice.{transition.notice}.body"
    yield from (f"reason.{reason}" for reason in definition.refusal_reasons)


def optional_keys(definition: Definition) -> Iterator[str]:
    """Keys that may have words: help under a field, a longer sentence on a page, another title at the desk."""
    yield from (f"page.{page.page}.{part}" for page in definition.pages for part in ("lead", "desk"))
    yield from (f"field.{field.field}.help" for field in definition.all_fields())


def words(definition: Definition, languages: list[str]) -> Texts:
    """language -> key (without the procedure's code) -> wording, for what the definition needs or may have."""
    keys = [*needed_keys(definition), *optional_keys(definition)]
    prefix = f"{definition.procedure}."
    found: Texts = {}
    for language in languages:
        entries = catalogue(definition.department, language)
        found[language] = {key: entries[prefix + key] for key in keys if prefix + key in entries}
    return found
