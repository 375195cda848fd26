"""Words printed on papers (definitions/texts/documents.*), and in which languages a paper is written."""

from collections.abc import Mapping
from typing import Any

from legation.documents import api as documents
from legation.ground.languages.fallback import SOURCE
from legation.ground.profile import profile
from legation.procedures.definitions.texts import catalogue

_READ_ABROAD = frozenset({"en", "fr"})


def words_of(kind: str, language: str) -> dict[str, str]:
    """The words of one kind of paper in a language, by key without the kind."""
    prefix = f"{kind}."
    entries = catalogue("documents", language)
    return {key.removeprefix(prefix): text for key, text in entries.items() if key.startswith(prefix)}


def languages_of(wanted: str, words: Mapping[str, Any]) -> tuple[str, ...]:
    """The holder's language and the ministry's; the ministry's alone where the holder's lacks a word.

    One of them is English or French, which Doc 9303-3 wants beside a national language: if neither is, the
    second is English.
    """
    own = next(language for language in profile().languages if _is_complete(language, words))
    first = wanted if _is_complete(wanted, words) else own
    second = own if {first, own} & _READ_ABROAD else SOURCE
    return (first,) if first == second else (first, second)


def _is_complete(language: str, words: Mapping[str, Any]) -> bool:
    """Whether a paper can be written in a language: it has no room for a label that says what is in another."""
    return set(words[SOURCE]) - {"days.one"} <= set(words.get(language, ()))


def printed(text: str) -> str:
    """A text without the letters that the paper's fonts lack."""
    return text if documents.is_printable(text) else "".join(c if documents.is_printable(c) else "?" for c in text)
