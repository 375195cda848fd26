"""Services by area, and those that answer what somebody typed: a match in memory over the few words there are."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.ground.languages.casing import folded
from legation.ground.languages.fallback import SOURCE
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.definitions.catalogue import AREAS, area_of

OTHER = _("Other services")
_WORDS = re.compile(r"\w+")
_WEIGHTS = {"title": 4, "synonyms": 3, "lead": 1, "who": 1}
_SHORTEST_STEM = 4


def areas_of(services: Iterable[Opened], *, sort: bool = True) -> list[tuple[str, Any, list[Opened]]]:
    """(code, name, services) of the areas that have some, in the order of the catalogue, those without one at the end.

    Sorted by kind, or left in the order they come in.
    """
    found: dict[str, list[Opened]] = {code: [] for code in (*AREAS, "")}
    for each in services:
        kinds = each.definition.kinds()
        found[(area_of(kinds[0]) if kinds else None) or ""].append(each)
    if sort:
        for some in found.values():
            some.sort(key=lambda each: (each.definition.kinds(), each.definition.procedure))
    return [(code, AREAS[code][1] if code else OTHER, some) for code, some in found.items() if some]


def matching(services: Sequence[Opened], asked: str, language: str) -> list[Opened]:
    """The services that most of the words in a question fit, the best first; none where no word fits.

    Words may be of the page's language or else English, which many know of papers who read another: what English words
    find comes last.
    """
    words, found = _split(asked), dict[str, Opened]()
    scores = [
        (each, rank, [_fit(word, each.digest, tongue) for word in words])
        for rank, tongue in enumerate(dict.fromkeys((language, SOURCE))) for each in services
    ]  # fmt: skip
    most = max((sum(map(bool, fits)) for _each, _rank, fits in scores), default=0)
    best = [(each, rank, sum(fits)) for each, rank, fits in scores if most and sum(map(bool, fits)) == most]
    for each, _rank, _score in sorted(best, key=lambda scored: (scored[1], -scored[2])):
        found.setdefault(each.digest, each)
    return list(found.values())


def _fit(word: str, digest: str, language: str) -> int:
    """How well a word fits a service: the weight of the wording in which it stands, 0 if in none."""
    return max((weight for known, weight in _known(digest, language).items() if _alike(word, known)), default=0)


def _alike(word: str, known: str) -> bool:
    """Whether one begins with the other, or only the last letter differs: most languages change the ends of words."""
    if known.startswith(word):
        return True
    same = next((n for n, (one, other) in enumerate(zip(word, known, strict=False)) if one != other), len(known))
    shorter = min(len(word), len(known))
    return same >= _SHORTEST_STEM and same >= shorter - (shorter > _SHORTEST_STEM)


@lru_cache(maxsize=2048)
def _known(digest: str, language: str) -> dict[str, int]:
    """The words of a service, and the weight of each."""
    opened = open_bundle(digest)
    found: dict[str, int] = {}
    for key, weight in _WEIGHTS.items():
        for word in _split(opened.text(key, language)):
            found[word] = max(weight, found.get(word, 0))
    return found


def _split(text: str) -> list[str]:
    """The words of a text as they are compared; single letters say nothing."""
    return [word for word in _WORDS.findall(folded(text)) if len(word) > 1]
