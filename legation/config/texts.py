"""Every text of the house in a language: which are missing, and which nobody named in the profile has reviewed.

A reviewer reads all texts of a language; `legation reviewed <language>` then writes the digest of each into the
profile's reviews/<language>.sha256. A text that is changed afterwards has another digest: it is unreviewed again.
"""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.conf import settings

from legation.ground.languages.fallback import SOURCE
from legation.ground.profile import folder, profile

Key = tuple[str, str]
"""Where a text stands (`interface`, or a department's catalogue), and what it is found by."""

_INTERFACE = "interface"
_PLURAL_KEY = re.compile(r"\.(zero|one|two|few|many|other)$")


def missing(language: str) -> list[Key]:
    """What this language lacks and is shown in English instead."""
    return sorted(needed() - set(texts(language)))


def unreviewed(language: str) -> list[Key]:
    """What nobody named in the profile has reviewed as it stands now."""
    known = _reviewed(language)
    return sorted(key for key, text in texts(language).items() if digest(key, text) not in known)


@cache
def is_unreviewed(language: str) -> bool:
    """Whether a page in this language must say that its texts are not reviewed."""
    return language not in profile().reviewers or bool(unreviewed(language))


@cache
def needed() -> frozenset[Key]:
    """Every text that some language has; what counts is named once, since each language has forms of its own."""
    return frozenset(key for language in profile().languages for key in texts(language))


@cache
def texts(language: str) -> dict[Key, str]:
    """key -> wording in all its forms. English says what code, templates and definitions say themselves."""
    found: dict[Key, str] = {}
    if language == SOURCE:
        found = {key: key[1] for other in profile().languages if other != SOURCE for key in _interface(other)}
    else:
        found = _interface(language)
    catalogues = Path(settings.LEGATION_DEFINITIONS) / "texts"
    for path in sorted(catalogues.glob(f"*.{language}.po")):
        for key, text in _catalogue(path).items():
            place = path.name.split(".")[0], _PLURAL_KEY.sub(".*", key)
            found[place] = "\0".join(filter(None, (found.get(place), text)))
    return found


def digest(key: Key, text: str) -> str:
    """What a review remembers of a text: its place and its wording."""
    return sha256("\0".join((*key, text)).encode()).hexdigest()[:20]


def review_path(language: str) -> Path:
    """Where the profile keeps what was reviewed in a language."""
    return folder() / "reviews" / f"{language}.sha256"


def _reviewed(language: str) -> frozenset[str]:
    path = review_path(language)
    named = language in profile().reviewers and path.exists()
    return frozenset(path.read_text(encoding="ascii").split()) if named else frozenset()


def _interface(language: str) -> dict[Key, str]:
    path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
    return {(_INTERFACE, key): text for key, text in _catalogue(path).items()}


def _catalogue(path: Path) -> dict[str, str]:
    """What a catalogue says; what is empty or only a guess is missing."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        messages = [each for each in read_po(file) if each.id and not each.fuzzy]
    said = {_name(each): _forms(each) for each in messages}
    return {key: "\0".join(forms) for key, forms in said.items() if all(forms)}


def _name(message: Message) -> str:
    wording = message.id[0] if message.pluralizable else message.id
    return f"{message.context}: {wording}" if message.context else str(wording)


def _forms(message: Message) -> tuple[str, ...]:
    found: Any = message.string
    return tuple(map(str, found)) if message.pluralizable else (str(found or ""),)
