"""Writing a machine readable zone (Doc 9303-3 section 4; the data structures of Parts 4 to 7)."""

import re
from collections.abc import Mapping

from . import days
from .errors import MrzError
from .layouts import LAYOUTS, Layout, Span
from .names import names
from .spelling import FILLER, NO_CHOICE
from .zone import Mrz, check_digit

_FREE = re.compile(r"[0-9A-Z<]*")
_CODE = re.compile(r"[A-Z]{1,2}")
_STATE = re.compile(r"[A-Z]{1,3}")
_PRINTED_SEX = {"M": "M", "F": "F", "X": FILLER}
_SHORT_NUMBER = 9


def encode(fields: Mrz, *, language: str = "", prefer: Mapping[str, str] = NO_CHOICE) -> tuple[str, ...]:
    """Write the lines of a zone: two or three strings of 30, 36 or 44 characters.

    `language` and `prefer` settle the spelling of names as in `transliterate`. A TD1 or TD2 number of more
    than nine characters runs over into the optional field (9303-5 4.2.2, note j).

    Raises `LetterError` for a name that cannot be spelled and `MrzError`, naming the field, for everything
    else that does not fit: an illegal code, a number, optional data or a date that is too long or has other
    characters.
    """
    layout = LAYOUTS[fields.format]
    number, overflow = _number(fields.number, layout)
    contents = {
        "document_code": _document_code(fields.document_code, layout),
        "issuer": _matching("issuer", fields.issuer, _STATE),
        "number": number,
        "nationality": _matching("nationality", fields.nationality, _STATE),
        "birth": days.checked(fields.birth, what="birth", unknown=True),
        "sex": _sex(fields.sex),
        "expiry": days.checked(fields.expiry, what="expiry", unknown=False),
        "name": names(fields.primary, fields.secondary, layout.fields["name"].width, language=language, prefer=prefer),
        "optional": overflow + _free("optional", fields.optional),
        "optional2": _free("optional2", fields.optional2),
    }
    return _stamped(_laid_out(contents, layout), layout, long=bool(overflow))


def _document_code(code: str, layout: Layout) -> str:
    code = _matching("document_code", code, _CODE)
    if code[0] not in layout.letters:
        raise MrzError(f"document_code of a {layout.format} begins with {layout.letters}, not {code!r}")
    if layout.long_numbers and (code[1:] == "V" or code == "AI"):
        raise MrzError(f"document_code {code!r} is reserved (9303-5 and 9303-6 4.2.2, note k)")
    return code


def _matching(field: str, text: str, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(text):
        raise MrzError(f"{field} is {pattern.pattern}, not {text!r}")
    return text


def _sex(sex: str) -> str:
    if sex not in _PRINTED_SEX:
        raise MrzError(f"sex is M, F or X, not {sex!r}")
    return _PRINTED_SEX[sex]


def _free(field: str, text: str) -> str:
    """Letters, digits and fillers; spaces and ASCII punctuation become fillers (9303-4 4.2.2.2)."""
    written = "".join(
        FILLER if character.isascii() and character.isprintable() and not character.isalnum() else character
        for character in text.strip().rstrip(FILLER + " ")
    )
    if not _FREE.fullmatch(written):
        raise MrzError(f"{field} takes A-Z, 0-9 and punctuation, not {text!r}")
    return written


def _number(text: str, layout: Layout) -> tuple[str, str]:
    """The number field and what a long number puts at the beginning of the optional field."""
    number = _free("number", text)
    if not number.strip(FILLER):
        raise MrzError("the document number is empty")
    if len(number) <= _SHORT_NUMBER:
        return number, ""
    if not layout.long_numbers or FILLER in number:
        raise MrzError(f"number of a {layout.format} has {_SHORT_NUMBER} positions, too few for {text!r}")
    return number[:_SHORT_NUMBER], number[_SHORT_NUMBER:] + check_digit(number) + FILLER


def _laid_out(contents: Mapping[str, str], layout: Layout) -> list[list[str]]:
    rows = [[FILLER] * layout.width for _ in range(layout.lines)]
    for field, content in contents.items():
        span = layout.fields.get(field, Span(0, 0, 0))
        if len(content) > span.width:
            raise MrzError(f"{field} of a {layout.format} has {span.width} positions, too few for {content!r}")
        rows[span.line][span.start : span.start + len(content)] = content
    return rows


def _stamped(rows: list[list[str]], layout: Layout, *, long: bool) -> tuple[str, ...]:
    """Put in the check digits, the composite one last since it covers the others."""
    for check in layout.checks:
        zone = tuple("".join(row) for row in rows)
        covered = "".join(span.of(zone) for span in check.over)
        unused = check.field == "optional" and not covered.strip(FILLER)
        if not unused and not (long and check.field == "number"):
            rows[check.at.line][check.at.start] = check_digit(covered)
    return tuple("".join(row) for row in rows)
