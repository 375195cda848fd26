"""Whether the second reader saw what the first did: of a name no check digit knows anything, so both must agree."""

from difflib import SequenceMatcher

from legation.documents.scanning.places import ALLOWED, alike, as_allowed
from legation.documents.seals.mrz import decode

Lines = tuple[str, str]
_MOST_EXCUSED = 2


def agree(lines: Lines, said: list[str], *, strictly: bool) -> bool:
    """Whether the second reader saw every letter so, but for those that a check digit proves.

    Args:
        lines: What the first reader saw; its check digits hold.
        said: What the second did, line by line, without fillers.
        strictly: Whether no check digit may excuse a difference, because they chose a letter already.
    """
    if len(said) != len(lines):
        return False
    upper, lower = (_differences(row, line, said[row]) for row, line in enumerate(lines))
    return upper == {} and (lower == {} or (not strictly and lower is not None and _are_disproved(lines, lower)))


def _differences(row: int, line: str, said: str) -> dict[int, str] | None:
    """place -> the other letter that was seen there, or beside ours; None where something was not seen at all."""
    places = [place for place, letter in enumerate(line) if letter != "<"]
    ours = "".join(line[place] for place in places)
    found: dict[int, str] = {}
    for kind, a, b, c, d in SequenceMatcher(None, ours, said, autojunk=False).get_opcodes():
        if kind == "insert":  # a letter that it could not decide upon is written twice: Z2
            near = places[max(0, a - 1) : a + 1]
            found |= {place: other for place in near for other in said[c:d] if alike(other, line[place])}
        elif kind != "equal" and b - a != d - c:
            return None
        elif kind != "equal":
            found |= dict(zip(places[a:b], said[c:d], strict=True))
    return {place: other for place, other in found.items() if as_allowed(other, ALLOWED[row][place]) != line[place]}


def _are_disproved(lines: Lines, others: dict[int, str]) -> bool:
    """Whether the check digits contradict the other letters of the lower line, each and all together.

    Only letters that are often taken for each other may differ: anything else is a letter that was not seen.
    """
    upper, lower = lines
    if len(others) > _MOST_EXCUSED or not all(alike(other, lower[place]) for place, other in others.items()):
        return False
    together = "".join(others.get(place, letter) for place, letter in enumerate(lower))
    alone = [lower[:place] + other + lower[place + 1 :] for place, other in others.items()]
    return not any(decode((upper, changed)).is_consistent for changed in (*alone, together))
