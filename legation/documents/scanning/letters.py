"""Tells the letters of OCR-B apart by their shapes: each cell of a line against every letter of the zone's alphabet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

from legation.documents.scanning.band import SHOWN_MM
from legation.documents.typesetting import FONTS

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
CAPITAL_MM = 2.5
_WIDE, _HIGH = 18, 32  # of a cell
_SHIFTS = [(dx, dy) for dx in (-1, 0, 1) for dy in (-2, -1, 0, 1, 2)]
_SIZES = (0.88, 0.91, 0.94, 0.97, 1.0, 1.03, 1.06)
"""Of letters as they were cut, against the standard: a tilted page looks lower than it is, or narrower."""


_NEAR = 2
"""What two letters may be apart over a whole cell and yet be told by one of their strokes only."""


@dataclass(frozen=True)
class Seen:
    """What a cell looks like most, how far it is from that, what is next, and how much further (0 to 255)."""

    letter: str
    distance: int
    second: str
    margin: int


def seen(cells: Sequence[Image.Image], allowed: Sequence[str]) -> list[Seen]:
    """The letters in a line's cells, each among those allowed at its place.

    Args:
        cells: Dark on light, one pitch wide, the line in the middle; all of one size of letters.
    """
    small = [
        ImageOps.invert(ImageOps.autocontrast(cell.resize((_WIDE, _HIGH), Image.Resampling.BOX), cutoff=(1, 1)))
        for cell in cells
    ]
    rows = [_repeated(cell) for cell in small]
    by_size = {size: [_nearest(row, size, here) for row, here in zip(rows, allowed, strict=True)] for size in _SIZES}
    size = min(_SIZES, key=lambda size: sum(one.distance for one in by_size[size]))
    return [_decided(cell, one, size) for cell, one in zip(small, by_size[size], strict=True)]


def _decided(cell: Image.Image, found: Seen, size: float) -> Seen:
    """The better of two letters that are near each other, by the part of the cell in which they differ."""
    if found.margin > _NEAR:
        return found
    first, second = _drawn(found.letter, size), _drawn(found.second, size)
    where = ImageChops.difference(first, second)
    weight = sum(where.tobytes()) or 1

    def apart(letter: Image.Image) -> float:
        differences = (ImageChops.difference(ImageChops.offset(cell, *shift), letter) for shift in _SHIFTS)
        best = min(differences, key=lambda difference: sum(difference.tobytes()))
        return sum(ImageChops.multiply(best, where).tobytes()) * 255 / weight

    margin = round(apart(second) - apart(first))
    if margin >= 0:
        return replace(found, margin=margin)
    return replace(found, letter=found.second, second=found.letter, margin=-margin)


def _repeated(cell: Image.Image) -> Image.Image:
    """A cell as often side by side as there are letters on a sheet."""
    row = Image.new("L", (_WIDE * len(ALPHABET) * len(_SHIFTS), _HIGH))
    row.paste(cell, (0, 0))
    filled = _WIDE
    while filled < row.width:
        row.paste(row.crop((0, 0, min(filled, row.width - filled), _HIGH)), (filled, 0))
        filled *= 2
    return row


def _nearest(row: Image.Image, size: float, allowed: str) -> Seen:
    apart = ImageChops.difference(row, _sheet(size)).resize((row.width // _WIDE, 1), Image.Resampling.BOX).tobytes()
    best = sorted(
        (min(apart[place :: len(ALPHABET)]), letter) for place, letter in enumerate(ALPHABET) if letter in allowed
    )
    return Seen(best[0][1], best[0][0], *_runner_up(best))


def _runner_up(best: list[tuple[int, str]]) -> tuple[str, int]:
    """The second best and its distance behind the best; where one letter alone may stand, itself and far behind."""
    return (best[1][1], best[1][0] - best[0][0]) if len(best) > 1 else (best[0][1], 255)


@cache
def _sheet(size: float) -> Image.Image:
    """Every letter in every small shift, side by side: shift by shift, in the order of the alphabet."""
    letters = [_drawn(letter, size) for letter in ALPHABET]
    sheet = Image.new("L", (_WIDE * len(ALPHABET) * len(_SHIFTS), _HIGH))
    tiles = (ImageChops.offset(each, *shift) for shift in _SHIFTS for each in letters)
    for place, tile in enumerate(tiles):
        sheet.paste(tile, (place * _WIDE, 0))
    return sheet


@cache
def _drawn(letter: str, size: float) -> Image.Image:
    """One letter as it stands in its cell, light on dark."""
    scale = 8
    wide, high = _WIDE * scale, _HIGH * scale
    tall = high * size * CAPITAL_MM / SHOWN_MM
    trial = ImageFont.truetype(FONTS / "OCRB.otf", 1000)
    top, bottom = trial.getbbox("H", anchor="ls")[1::2]
    font = ImageFont.truetype(FONTS / "OCRB.otf", tall * 1000 / (bottom - top))
    tile = Image.new("L", (wide, high))
    ImageDraw.Draw(tile).text((wide / 2, high / 2 + tall / 2), letter, font=font, fill=255, anchor="ms")
    return tile.filter(ImageFilter.GaussianBlur(scale / 2)).resize((_WIDE, _HIGH), Image.Resampling.BOX)
