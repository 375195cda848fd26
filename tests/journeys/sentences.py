"""What the house says in English, to be looked for where it should say something else."""

from functools import cache

from babel.messages.pofile import read_po

from tools import words


@cache
def _english() -> tuple[str, ...]:
    """Every sentence of interface and definitions in English."""
    said = [words.key_of(message)[1] for message in words.collected() if message.id]
    for path in (words.DEFINITIONS / "texts").glob("*.en.po"):
        said += [str(message.string) for message in read_po(path.open("rb")) if message.id]
    return tuple(each for each in said if each.count(" ") > 1 and not words.placeholders(each))


@cache
def _said_otherwise(language: str) -> tuple[str, ...]:
    """Those of them that a language says otherwise."""
    own = {form for message in words.read(language) if message.id for form in words.forms(message)}
    return tuple(each for each in _english() if each not in own)


def left_in_english(text: str, language: str) -> list[str]:
    """English sentences on a page in another language: somebody forgot them."""
    if language == "en":
        return []
    return [f"in English: {sentence}" for sentence in _said_otherwise(language) if sentence in text]
