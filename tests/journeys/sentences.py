"""What the house says in English, to be looked for where it should say something else."""

import re
from functools import cache

from babel.messages.pofile import read_po

from tools import words

_WORD = re.compile(r"\w+")


@cache
def _english() -> tuple[str, ...]:
    """Every sentence of interface and definitions in English."""
    said = [words.key_of(message)[1] for message in words.collected() if message.id]
    for path in (words.DEFINITIONS / "texts").glob("*.en.po"):
        said += [str(message.string) for message in read_po(path.open("rb")) if message.id]
    return tuple(each for each in said if each.count(" ") > 1 and not words.placeholders(each))


@cache
def _said_otherwise(language: str) -> dict[str, list[str]]:
    """Those of them that a language says otherwise, by their first word: a page is not looked through for each."""
    own = {form for message in words.read(language) if message.id for form in words.forms(message)}
    found: dict[str, list[str]] = {}
    for sentence in _english():
        if sentence not in own:
            found.setdefault(_WORD.findall(sentence)[0], []).append(sentence)
    return found


def left_in_english(text: str, language: str) -> list[str]:
    """English sentences on a page in another language: somebody forgot them."""
    if language == "en":
        return []
    begun = _said_otherwise(language)
    on_the_page = set(_WORD.findall(text)) & begun.keys()
    return [f"in English: {each}" for word in sorted(on_the_page) for each in begun[word] if each in text]
