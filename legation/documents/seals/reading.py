"""Reading a machine readable zone and checking its digits (Doc 9303-3 section 4; Parts 4 to 7)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .errors import MrzError
from .layouts import LAYOUTS, Check, Layout, Span
from .spelling import FILLER
from .zone import Decoded, Failure, Mrz, check_digit

_LINE = re.compile(r"[0-9A-Z<]+")
_READ_SEX = {FILLER: "X"}
_Covered = tuple[Check, str]  # a check digit and the text it is computed over


def decode(lines: Sequence[str]) -> Decoded:
    """Read the lines of a zone, of any of the five formats, and check every digit.

    The format follows from the shape and from a leading V. Raises `MrzError` when the lines are no zone at
    all: another number or length of lines, or a character outside A-Z, 0-9 and `<`.
    """
    zone = tuple(lines)
    layout = _layout_of(zone)
    raw = {name: span.of(zone) for name, span in layout.fields.items()}
    number, optional, checks = _read_number(zone, raw, layout)
    primary, _, secondary = raw["name"].partition(FILLER * 2)
    fields = Mrz(
        format=layout.format,
        document_code=_bare(raw["document_code"]),
        issuer=_bare(raw["issuer"]),
        number=number,
        nationality=_bare(raw["nationality"]),
        birth=raw["birth"],
        sex=_READ_SEX.get(raw["sex"], raw["sex"]),
        expiry=raw["expiry"],
        primary=_spaced(primary),
        secondary=_spaced(secondary),
        optional=_bare(optional),
        optional2=_bare(raw.get("optional2", "")),
    )
    return Decoded(fields, tuple(_failures(zone, checks)))


def _layout_of(zone: tuple[str, ...]) -> Layout:
    if not zone or not all(_LINE.fullmatch(line) for line in zone):
        raise MrzError("a machine readable zone has lines of A-Z, 0-9 and '<' only")
    shape = (len(zone), {len(line) for line in zone})
    is_visa = zone[0].startswith("V")
    for layout in LAYOUTS.values():
        if shape == (layout.lines, {layout.width}) and is_visa == (layout.letters == "V"):
            return layout
    raise MrzError(f"{len(zone)} lines of {sorted(shape[1])} characters are no format of Doc 9303")


def _read_number(
    zone: tuple[str, ...], raw: Mapping[str, str], layout: Layout
) -> tuple[str, str, tuple[_Covered, ...]]:
    """Number, rest of the optional field, and every check with the text it covers."""
    covered = {check.field: (check, "".join(span.of(zone) for span in check.over)) for check in layout.checks}
    extra, _, rest = raw["optional"].partition(FILLER)
    is_long = layout.long_numbers and covered["number"][0].at.of(zone) == FILLER and FILLER not in raw["number"]
    if not (is_long and extra):
        return _bare(raw["number"]), raw["optional"], tuple(covered.values())
    number = raw["number"] + extra[:-1]
    span = layout.fields["optional"]
    place = span.start + len(extra) - 1
    covered["number"] = (Check("number", Span(span.line, place, place + 1), ()), number)
    return number, rest, tuple(covered.values())


def _failures(zone: tuple[str, ...], checks: Iterable[_Covered]) -> Iterator[Failure]:
    for check, covered in checks:
        expected, actual = check_digit(covered), check.at.of(zone)
        may_be_filler = check.field == "optional" and not covered.strip(FILLER)
        if actual != expected and not (may_be_filler and actual == FILLER):
            yield Failure(check.field, check.at.line + 1, check.at.start + 1, expected, actual)


def _bare(text: str) -> str:
    return text.rstrip(FILLER)


def _spaced(text: str) -> str:
    return text.strip(FILLER).replace(FILLER, " ")
