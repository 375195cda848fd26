"""Where each field and check digit of a machine readable zone stands.

Sources: Doc 9303-4, 9303-5 and 9303-6, section 4.2.2; 9303-7, sections 4.2.2 and 7.2.2.

Positions count from 0, the end is excluded: `Span(1, 0, 9)` is what the standard calls positions 1 to 9 of
line 2.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Format(StrEnum):
    """The five machine readable formats: three cards and booklets, two visas."""

    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"
    MRV_A = "MRV-A"
    MRV_B = "MRV-B"


class Span(NamedTuple):
    line: int
    start: int
    end: int

    @property
    def width(self) -> int:
        return self.end - self.start

    def of(self, lines: tuple[str, ...]) -> str:
        return lines[self.line][self.start : self.end]


class Check(NamedTuple):
    """A check digit: the field it guards, where it stands, what it is computed over."""

    field: str
    at: Span
    over: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """One format. `letters` are the document codes' first letters that may be written."""

    format: Format
    lines: int
    width: int
    letters: str
    fields: dict[str, Span]
    checks: tuple[Check, ...]
    long_numbers: bool = False


def _check(field: str, line: int, at: int, *over: tuple[int, int, int]) -> Check:
    return Check(field, Span(line, at, at + 1), tuple(Span(*span) for span in over))


def _two_lines(width: int, optional: int) -> tuple[dict[str, Span], tuple[Check, ...]]:
    """The four two-line formats differ in their width and in what follows position 28 of the lower line."""
    fields = {
        "document_code": Span(0, 0, 2),
        "issuer": Span(0, 2, 5),
        "name": Span(0, 5, width),
        "number": Span(1, 0, 9),
        "nationality": Span(1, 10, 13),
        "birth": Span(1, 13, 19),
        "sex": Span(1, 20, 21),
        "expiry": Span(1, 21, 27),
        "optional": Span(1, 28, 28 + optional),
    }
    checks = (
        _check("number", 1, 9, (1, 0, 9)),
        _check("birth", 1, 19, (1, 13, 19)),
        _check("expiry", 1, 27, (1, 21, 27)),
    )
    return fields, checks


def _td1() -> Layout:
    fields = {
        "document_code": Span(0, 0, 2),
        "issuer": Span(0, 2, 5),
        "number": Span(0, 5, 14),
        "optional": Span(0, 15, 30),
        "birth": Span(1, 0, 6),
        "sex": Span(1, 7, 8),
        "expiry": Span(1, 8, 14),
        "nationality": Span(1, 15, 18),
        "optional2": Span(1, 18, 29),
        "name": Span(2, 0, 30),
    }
    checks = (
        _check("number", 0, 14, (0, 5, 14)),
        _check("birth", 1, 6, (1, 0, 6)),
        _check("expiry", 1, 14, (1, 8, 14)),
        _check("composite", 1, 29, (0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)),
    )
    return Layout(Format.TD1, 3, 30, "ACI", fields, checks, long_numbers=True)


def _td2() -> Layout:
    fields, checks = _two_lines(36, 7)
    composite = _check("composite", 1, 35, (1, 0, 10), (1, 13, 20), (1, 21, 35))
    # P: since 2026 a single-sheet emergency travel document carries the code PU (Doc 9303-8 section 4.1.5).
    return Layout(Format.TD2, 2, 36, "ACIP", fields, (*checks, composite), long_numbers=True)


def _td3() -> Layout:
    fields, checks = _two_lines(44, 14)
    personal = _check("optional", 1, 42, (1, 28, 42))
    composite = _check("composite", 1, 43, (1, 0, 10), (1, 13, 20), (1, 21, 43))
    return Layout(Format.TD3, 2, 44, "P", fields, (*checks, personal, composite))


LAYOUTS: dict[Format, Layout] = {
    Format.TD1: _td1(),
    Format.TD2: _td2(),
    Format.TD3: _td3(),
    Format.MRV_A: Layout(Format.MRV_A, 2, 44, "V", *_two_lines(44, 16)),
    Format.MRV_B: Layout(Format.MRV_B, 2, 36, "V", *_two_lines(36, 8)),
}
