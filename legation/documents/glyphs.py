"""Which characters our fonts can print: a PDF/A must not contain a letter that no font has (ISO 19005-2, 6.2.11.8).

Reads the `cmap` table of a font (OpenType specification, `cmap`, formats 4 and 12).
"""

import struct
from collections.abc import Iterator
from functools import cache

from legation.documents.typesetting import FONTS

_TEXT_FONTS = ("LegationSans-SemiBold.ttf", "LegationSansArabic-SemiBold.ttf")


def is_printable(text: str) -> bool:
    """Whether every character of `text` has a glyph in the fonts of running text."""
    return all(ord(character) in _covered() for character in text)


@cache
def _covered() -> frozenset[int]:
    return frozenset(code for name in _TEXT_FONTS for code in _codes((FONTS / name).read_bytes()))


def _codes(font: bytes) -> Iterator[int]:
    table = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, table + 2)
    for record in range(count):
        (offset,) = struct.unpack_from(">I", font, table + 4 + 8 * record + 4)
        (form,) = struct.unpack_from(">H", font, table + offset)
        if form == 4:
            yield from _format_4(font, table + offset)
        elif form == 12:
            yield from _format_12(font, table + offset)


def _table(font: bytes, wanted: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for record in range(12, 12 + 16 * count, 16):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", font, record)
        if tag == wanted:
            return int(offset)
    raise ValueError(f"the font has no {wanted.decode()} table")


def _format_4(font: bytes, at: int) -> Iterator[int]:
    """Segments of 16-bit codes: the ends, two bytes apart, then the starts."""
    (double,) = struct.unpack_from(">H", font, at + 6)
    ends = struct.unpack_from(f">{double // 2}H", font, at + 14)
    starts = struct.unpack_from(f">{double // 2}H", font, at + 16 + double)
    for start, end in zip(starts, ends, strict=True):
        yield from range(start, min(end, 0xFFFE) + 1)


def _format_12(font: bytes, at: int) -> Iterator[int]:
    """Groups of 32-bit codes: first, last, and a glyph."""
    (count,) = struct.unpack_from(">I", font, at + 12)
    for group in range(count):
        first, last, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * group)
        yield from range(first, last + 1)
