"""The name field of a machine readable zone and its truncation (Doc 9303-3 4.6; Parts 4 to 7, 4.2.3)."""

from collections.abc import Mapping, Sequence

from .errors import MrzError
from .spelling import FILLER, NO_CHOICE, transliterate

_BETWEEN = FILLER * 2  # ends the primary identifier


def names(
    primary: str, secondary: str, width: int, *, language: str = "", prefer: Mapping[str, str] = NO_CHOICE
) -> str:
    """The name field: primary identifier, `<<`, secondary identifier, filled or truncated to `width`.

    Truncation (9303-4, -5, -6 and -7, 4.2.3, option "truncated to initials"): components of the primary
    identifier become initials, the last one first, only as far as needed to leave room for `<<` and one
    letter of the secondary identifier. That one is then filled from the left, every component keeping its
    initial where there is room. A truncated field always ends in a letter, which is how a reader knows.

    Raises `LetterError` as `transliterate` does, and `MrzError` when there is no primary identifier (the name
    of a person with a single name is a primary identifier) or when no truncation ends in a letter.
    """
    first = _identifier(primary, language, prefer)
    second = _identifier(secondary, language, prefer)
    if not first:
        raise MrzError("the primary identifier is empty; a single name is a primary identifier")
    field = _BETWEEN.join(FILLER.join(identifier) for identifier in (first, second) if identifier)
    if len(field) > width:
        field = _truncated(first, second, width)
    return field.ljust(width, FILLER)


def _identifier(text: str, language: str, prefer: Mapping[str, str]) -> list[str]:
    return [part for part in transliterate(text, language=language, prefer=prefer).split(FILLER) if part]


def _truncated(first: Sequence[str], second: Sequence[str], width: int) -> str:
    if not second:
        return _ending_in_letter(_filled(first, width), width)
    taken = len(_initials(first, width - len(_BETWEEN) - 1)) + len(_BETWEEN)
    rest = _filled(second, width - taken)
    # What the secondary identifier leaves goes back to the primary one, so that the field is full.
    short = _filled(first, width - len(rest) - len(_BETWEEN))
    if len(short) + len(_BETWEEN) + len(rest) < width:
        rest = _filled(second, len(rest) + len(FILLER) + 1)
        short = _filled(first, width - len(rest) - len(_BETWEEN))
    return _ending_in_letter(short + _BETWEEN + rest, width)


def _initials(components: Sequence[str], room: int) -> str:
    """Components cut to their initial, last one first, until they fit; else filled from the left."""
    kept = list(components)
    for position in range(len(kept) - 1, 0, -1):
        if len(FILLER.join(kept)) <= room:
            break
        kept[position] = kept[position][0]
    joined = FILLER.join(kept)
    return joined if len(joined) <= room else _filled(components, room)


def _filled(components: Sequence[str], room: int) -> str:
    """As many components as have room for their initial, the spare positions given out from the left."""
    kept = components[: max(1, (room + 1) // 2)]
    spare = room - (2 * len(kept) - 1)
    filled = []
    for component in kept:
        extra = max(0, min(spare, len(component) - 1))
        filled.append(component[: 1 + extra])
        spare -= extra
    return FILLER.join(filled)


def _ending_in_letter(field: str, width: int) -> str:
    if len(field) != width or not field[-1].isalpha():
        raise MrzError(f"no truncation of the name to {width} positions ends in a letter; shorten it by hand")
    return field
