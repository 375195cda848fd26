"""Whether the second reader saw what the first did: of a name no check digit knows anything, so both must agree."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from legation.documents.scanning.places import ALLOWED, LETTERS, alike, as_allowed
from legation.documents.seals.mrz import decode

Lines = tuple[str, str]
Place = tuple[int, int]
"""Line and place, from 0."""


def unconfirmed(lines: Lines, said: list[str]) -> set[Place]:
    """The places of letters that the second reader has not seen so.

    Args:
        lines: What the first reader saw; its check digits hold.
        said: What the second did, line by line, without fillers.
    """
    if len(said) != len(lines):
        return {at for row in range(len(lines)) for at in _places(lines, row)}
    return {at for row in range(len(lines)) for at in _missed(lines, row, said[row])}


def _places(lines: Lines, row: int) -> list[Place]:
    return [(row, place) for place, letter in enumerate(lines[row]) if letter != "<"]


def _missed(lines: Lines, row: int, said: str) -> Iterator[Place]:
    places = _places(lines, row)
    ours = "".join(lines[row][place] for _row, place in places)
    for kind, a, b, c, d in SequenceMatcher(None, ours, said, autojunk=False).get_opcodes():
        if kind == "insert":  # a letter that it could not decide upon is written twice: Z2
            near = places[max(0, a - 1) : a + 1]
            yield from (at for at in near for other in said[c:d] if alike(other, _at(lines, at)) and _may_be(lines, at, other))
        elif kind != "equal" and b - a == d - c:
            yield from (at for at, other in zip(places[a:b], said[c:d], strict=True) if _may_be(lines, at, other))
        elif kind != "equal":
            yield from places[a:b]


def _at(lines: Lines, at: Place) -> str:
    return lines[at[0]][at[1]]


def _may_be(lines: Lines, at: Place, other: str) -> bool:
    """Whether it could be the other letter: not if only ours may stand there, nor if a check digit disproves the other."""
    row, place = at
    meant = as_allowed(other, ALLOWED[row][place])
    if meant == _at(lines, at):
        return False
    changed = list(lines)
    changed[row] = lines[row][:place] + other + lines[row][place + 1 :]
    return decode(changed).is_consistent or set(ALLOWED[row][place]) <= {*LETTERS, "<"}
