"""Names in A-Z: punctuation, transliteration (Doc 9303-3 sections 4.6 and 6), spellings to search by."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from types import MappingProxyType

from . import letters
from .errors import LetterError, MrzError

FILLER = "<"
NO_CHOICE: Mapping[str, str] = MappingProxyType({})
_APOSTROPHES = frozenset("'’‘ʼʻʹʾʿ`´′ˈ")
_SHOWN_FORMS = ("\ufb00", "\uffef")  # Latin ligatures, Arabic presentation forms, full-width letters


def transliterate(text: str, *, language: str = "", prefer: Mapping[str, str] = NO_CHOICE) -> str:
    """Spell a name in A-Z with single fillers between its components, as in `MARIE<ELISE`.

    `text` may be Latin, Cyrillic or Arabic script, any case, composed or not. `language` (ISO 639-1) brings
    in the exceptions that the Cyrillic table prints for be, bg, mk, sr and uk. `prefer` picks another printed
    alternative for a letter, such as `{"Ü": "U"}`; without it the first printed one is used. Apostrophes and
    other punctuation vanish, spaces, hyphens and commas separate components.

    Raises `LetterError` for a digit or for a character without a spelling, `MrzError` for a preference that
    Doc 9303 does not offer. A letter with marks that the Latin and Cyrillic tables do not list (Vietnamese,
    Romanian Ș) loses them one by one until a listed letter is left, which is what the tables do with every
    plain mark.
    """
    for letter, spelling in prefer.items():
        if spelling not in letters.TABLE.get(letter, ()):
            raise MrzError(f"Doc 9303-3 section 6 does not offer {spelling!r} for {letter!r}")
    rules = letters.BY_LANGUAGE.get(language, {}) | dict(prefer)
    return _written(text, rules, letters.AT_START.get(language, NO_CHOICE))


def spellings(name: str, *, language: str = "", limit: int = 256) -> tuple[str, ...]:
    """The plausible machine readable spellings of one name, for blind indexes; the recommended one first.

    Covers the printed alternatives (Ü as UE, UXX, U), each used throughout the name, every language exception
    of the Cyrillic table, the Arabic letters that readers are told to expect in several ways, doubled or not,
    and for `az` the spelling by sound seen in passports. At most `limit` spellings, without repetition, in a
    fixed order.

    Raises `LetterError` as `transliterate` does.
    """
    found = {transliterate(name, language=language): None}
    for candidate in _variants(name, language):
        if len(found) >= limit:
            break
        found.setdefault(candidate)
    return tuple(found)


def _written(text: str, rules: Mapping[str, str], start: Mapping[str, str]) -> str:
    parts = (_spell(component, text, rules, start) for component in _components(text))
    return FILLER.join(part for part in parts if part)


def _components(text: str) -> Iterator[str]:
    """Split at spaces, hyphens and commas; drop apostrophes, other punctuation and invisible characters."""
    component = ""
    for character in _upper(text):
        if _separates(character):
            yield component
            component = ""
        elif not _vanishes(character):
            component += character
    yield component


def _upper(text: str) -> str:
    """Upper case and composed; ligatures and presentation forms become the letters they show."""
    first, last = _SHOWN_FORMS
    shown = (unicodedata.normalize("NFKC", sign) if first <= sign <= last else sign for sign in text)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", "".join(shown)).upper())


def _separates(character: str) -> bool:
    return character.isspace() or character in ",،" or unicodedata.category(character) == "Pd"


def _vanishes(character: str) -> bool:
    category = unicodedata.category(character)
    return category == "Cf" or category.startswith("P") or character in _APOSTROPHES


def _spell(component: str, text: str, rules: Mapping[str, str], start: Mapping[str, str]) -> str:
    spelled: list[str] = []
    for position, letter in enumerate(component):
        if letter == letters.SHADDA:
            spelled.append(_doubled(spelled))
        elif letter == letters.TEH_MARBUTA and _ends_here(component, position):
            spelled.append(rules.get(letter, letters.TEH_MARBUTA_AT_END))
        elif position == 0 and letter in start:
            spelled.append(start[letter])
        else:
            spelled.append(_letter(letter, text, rules))
    return "".join(spelled)


def _doubled(spelled: Sequence[str]) -> str:
    """Shadda repeats the letter without its X: beh gives BB, dad gives XDZDZ (section 6 C, note 3)."""
    return next((sequence for sequence in reversed(spelled) if sequence), "").lstrip("X")


def _ends_here(component: str, position: int) -> bool:
    return all(unicodedata.category(letter) == "Mn" for letter in component[position + 1 :])


def _letter(letter: str, text: str, rules: Mapping[str, str]) -> str:
    if letter in rules:
        return rules[letter]
    if letter in letters.TABLE:
        return letters.TABLE[letter][0]
    if letter.isnumeric():
        raise LetterError(text, letter, "is a number; a name has none (Doc 9303-3 section 4.6)")
    return _letter(_without_last_mark(letter, text), text, rules)


def _without_last_mark(letter: str, text: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    if len(parts) == 1 or unicodedata.category(parts[-1]) != "Mn":
        raise LetterError(text, letter)
    return unicodedata.normalize("NFC", parts[:-1])


def _variants(name: str, language: str) -> Iterator[str]:
    shown = _upper(name)
    texts = dict.fromkeys((shown, shown.replace(letters.SHADDA, "")))
    languages = dict.fromkeys((language, "", *letters.BY_LANGUAGE))
    for text, spoken, choice in product(texts, languages, _choices(shown)):
        rules = letters.BY_LANGUAGE.get(spoken, {}) | choice
        yield _written(text, rules, letters.AT_START.get(spoken, NO_CHOICE))
    if language in letters.SEEN_IN_PASSPORTS:
        yield _written(name, letters.SEEN_IN_PASSPORTS[language], NO_CHOICE)


def _choices(shown: str) -> Iterable[dict[str, str]]:
    """Every way to settle the letters that have several spellings, each once for the whole name."""
    offered = {letter: also for letter, also in letters.ARABIC_ALSO.items() if letter in shown}
    for letter in dict.fromkeys(shown):
        if len(letters.TABLE.get(letter, ())) > 1:
            offered[letter] = letters.TABLE[letter]
    return (dict(zip(offered, picked, strict=True)) for picked in product(*offered.values()))
