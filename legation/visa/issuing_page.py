"""What stands on the paper of an e-visa: the data that definitions/documents/evisa.typ reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel import Locale
from django.conf import settings

from legation.documents.api import is_printable
from legation.documents.seals.mrz import transliterate
from legation.ground.languages.api import format_date
from legation.ground.profile import profile
from legation.ground.states.names import state_name

Words = Mapping[str, Mapping[str, str]]
"""language -> key -> wording"""

Entry = dict[str, str]
"""One labelled value: `key` of its label, and either `latin`, or `first` and, in a second language, `second`."""


@dataclass(frozen=True, kw_only=True)
class Visa:
    """One e-visa, typed. `nationality` is alpha-3; `given_names` is empty for a person with a single name; `stay_days`
    counts the day of entry; `valid_from` and `valid_until` are the first and the last day."""

    number: str
    reference: str
    issued: date
    surname: str
    given_names: str
    nationality: str
    birth: date
    sex: str
    passport: str
    passport_until: date
    document_kind: str
    purpose: str
    entries: str
    stay_days: int
    valid_from: date
    valid_until: date


def page(
    visa: Visa, lines: tuple[str, str], *, languages: tuple[str, ...], words: Words, choices: Words
) -> dict[str, Any]:
    """The template's data.

    Args:
        lines: The machine readable zone.
        languages: One or two codes, the holder's first.
        words: The paper's own words.
        choices: The procedure's words, for what was chosen in the form.
    """
    ministry = profile().ministry
    entry = _Writer(languages, words, choices)
    return {
        "languages": list(languages),
        "title": words[languages[0]]["title"],
        "author": entry.named(ministry.name)[languages[0]],
        "number": visa.number,
        "ministry": entry.named(ministry.name),
        "state": entry.named(ministry.state),
        "address": f"{settings.LEGATION_ADDRESS}/verify".split("://", 1)[-1],
        "band": [
            entry.day("valid_from", visa.valid_from), entry.day("valid_until", visa.valid_until),
            entry.word("entries", f"entries.{visa.entries}"), entry.days("stay", visa.stay_days),
        ],
        "names": _names(visa),
        "holder": [
            entry.each("nationality", lambda language: state_name(visa.nationality, language)),
            entry.word("sex", f"sex.{visa.sex}"), entry.day("birth_date", visa.birth),
            {"key": "passport_number", "latin": visa.passport},
            entry.choice("document_kind", visa.document_kind), entry.day("passport_expiry", visa.passport_until),
        ],
        "journey": [
            entry.choice("purpose", visa.purpose), entry.day("issued", visa.issued),
            {"key": "reference", "latin": visa.reference},
        ],
        "mrz": list(lines),
    }  # fmt: skip


def printed(name: str) -> str:
    """A name as it can be printed: as given, or in the letters of the machine readable zone if a font lacks one."""
    return name if is_printable(name) else transliterate(name).replace("<", " ")


def _names(visa: Visa) -> list[Entry]:
    if not visa.given_names:
        return [{"key": "name", "latin": printed(visa.surname)}]
    return [
        {"key": "surname", "latin": printed(visa.surname)},
        {"key": "given_names", "latin": printed(visa.given_names)},
    ]


@dataclass(frozen=True)
class _Writer:
    """Writes entries in one or two languages."""

    languages: tuple[str, ...]
    words: Words
    choices: Words

    def each(self, key: str, write: Callable[[str], str]) -> Entry:
        """An entry written language by language."""
        return {"key": key, **dict(zip(("first", "second"), map(write, self.languages), strict=False))}

    def word(self, key: str, value: str) -> Entry:
        return self.each(key, lambda language: self.words[language][value])

    def day(self, key: str, value: date) -> Entry:
        return self.each(key, lambda language: format_date(value, language))

    def days(self, key: str, count: int) -> Entry:
        return self.each(key, lambda language: self._counted(count, language))

    def choice(self, field: str, value: str) -> Entry:
        """What was chosen in the form, in the form's words."""
        return self.each(field, lambda language: self.choices[language].get(f"choice.{field}.{value}", value))

    def named(self, names: Mapping[str, str]) -> dict[str, str]:
        """A name of the profile by language, in the first language that has one where a language lacks it."""
        fallback = next(iter(names.values()))
        return {language: names.get(language, fallback) for language in self.languages}

    def _counted(self, count: int, language: str) -> str:
        words = self.words[language]
        form = Locale.parse(language).plural_form(count)
        return words.get(f"days.{form}", words["days.other"]).replace("{n}", str(count))
