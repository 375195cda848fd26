"""By which values an answer is found: a name by every spelling a passport may have, other answers as they are."""

from collections.abc import Iterable
from itertools import islice

from legation.documents.seals.errors import LetterError
from legation.documents.seals.spelling import FILLER, spellings
from legation.ground.secrets import blind_index

MOST_SPELLINGS, SHORTEST_PART = 8, 3


def index_values(purpose: str, answer: str) -> list[bytes]:
    """The blind indexes of one answer, each once.

    A name has one for each plausible machine readable spelling (Doc 9303-3 section 6: Müller as MUELLER and MULLER),
    of the whole and of its parts.
    """
    if purpose != "name":
        return [blind_index(purpose, answer)]
    return name_values(purpose, answer)


def name_values(purpose: str, name: str) -> list[bytes]:
    """The blind indexes of a name under any purpose, such as a register's."""
    return [blind_index(purpose, each) for each in _written(name)]


def _written(name: str) -> Iterable[str]:
    try:
        whole = list(islice(spellings(name, limit=MOST_SPELLINGS), MOST_SPELLINGS))
    except LetterError:
        return [name]
    parts = [part for each in whole for part in each.split(FILLER) if len(part) >= SHORTEST_PART]
    return dict.fromkeys([*whole, *parts])
