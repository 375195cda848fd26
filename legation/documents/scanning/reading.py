"""Reads the machine readable zone in a photograph of a passport's data page; says nothing rather than something wrong.

Two readers that know nothing of each other must agree: one compares shapes, letter by letter, the other is tesseract.
Beyond that every check digit must hold, the dates must be days and the codes those of states.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PIL import Image, ImageOps

from legation.documents.scanning import tesseract
from legation.documents.scanning.agreeing import Lines, agree
from legation.documents.scanning.band import LINE_HEIGHT, lines_in
from legation.documents.scanning.cells import cells
from legation.documents.scanning.letters import Seen, seen
from legation.documents.scanning.places import ALLOWED
from legation.documents.seals.errors import MrzError
from legation.documents.seals.mrz import Decoded, birth_day, decode, expiry_day
from legation.ground.states.codes import canonical_nationality

_MARGIN = 40
"""A letter that is so much like another may be it, if a check digit says so."""
_PITCH, _SIZES, _BETWEEN, _EDGE = 30, (30, 24, 40), 110, 40  # of the sheet that the second reader sees


def read_zone(picture: Image.Image, *, today: date) -> Decoded | None:
    """What the zone says, or None where it cannot be read for certain.

    Args:
        picture: Roughly upright, with the two lines in it (TD3).
    """
    drawn = [cells(line) for line in lines_in(ImageOps.grayscale(picture))]
    if len(drawn) != len(ALLOWED) or not all(drawn):
        return None
    rows = [seen(row, allowed) for row, allowed in zip(drawn, ALLOWED, strict=True)]
    as_seen, possible = _text(*rows), _consistent(rows, today=today)
    for size in _SIZES if possible else ():
        said = tesseract.read(_sheet(drawn, possible[0], size))
        agreed = [lines for lines in possible if agree(lines, said, strictly=lines != as_seen)]
        if len(agreed) == 1:
            return decode(agreed[0])
    return None


def _consistent(rows: Sequence[Sequence[Seen]], *, today: date) -> list[Lines]:
    """The lines whose check digits hold: as seen, or else with one doubtful letter changed."""
    upper, lower = rows
    if makes_sense(_text(upper, lower), today=today):
        return [_text(upper, lower)]
    found = []
    for doubtful in (place for place, one in enumerate(lower) if one.margin <= _MARGIN):
        changed = [replace(one, letter=one.second) if place == doubtful else one for place, one in enumerate(lower)]
        if makes_sense(_text(upper, changed), today=today):
            found.append(_text(upper, changed))
    return found


def _text(upper: Sequence[Seen], lower: Sequence[Seen]) -> Lines:
    return "".join(one.letter for one in upper), "".join(one.letter for one in lower)


def makes_sense(lines: Lines, *, today: date) -> bool:
    """Whether every check digit holds, the dates are days, and issuer and nationality are codes of states."""
    try:
        found = decode(lines)
        birth_day(found.fields.birth, today=today)
        expiry = expiry_day(found.fields.expiry, today=today)
    except MrzError:
        return False
    known = all(canonical_nationality(code) for code in (found.fields.issuer, found.fields.nationality))
    return found.is_consistent and known and expiry is not None and bool(found.fields.primary)


def _sheet(drawn: Sequence[Sequence[Image.Image]], lines: Lines, pitch: int) -> Image.Image:
    """The letters once more, evenly set; for fillers, which the second reader cannot count, a narrow gap."""
    high = LINE_HEIGHT * pitch // _PITCH
    sheet = Image.new("L", (2 * _EDGE + pitch * len(lines[0]), 2 * _EDGE + _BETWEEN + high), 255)
    for row, (line, its) in enumerate(zip(lines, drawn, strict=True)):
        x = _EDGE
        for before, letter, cell in zip(" " + line, line, its, strict=False):
            if letter != "<":
                x += pitch * 2 // 3 if before == "<" else 0
                clear = ImageOps.autocontrast(cell, cutoff=(1, 5)).resize((pitch, high))
                sheet.paste(clear, (x, _EDGE + row * _BETWEEN))
                x += pitch
    return sheet
