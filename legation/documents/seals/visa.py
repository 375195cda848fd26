"""What is sealed on a visa and an emergency travel document (Doc 9303-7 section 9.1, 9303-8 section 6.1)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Self

from . import c40
from .errors import FormatError, MrzError, ProfileError
from .header import decode_day, encode_day
from .layouts import LAYOUTS, Format
from .profiles import (
    ADDITIONAL,
    EMERGENCY,
    ENTRIES,
    MRZ_A,
    MRZ_B,
    MRZ_TD2,
    PASSPORT,
    STAY,
    VISA,
    VISA_TYPE,
    check_features,
    check_lengths,
)
from .profiles import check as check_profile
from .reading import decode
from .tlv import Feature
from .vds import Seal

_ZONES = {Format.MRV_A: MRZ_A, Format.MRV_B: MRZ_B, Format.TD2: MRZ_TD2}
_SEALED_OF_LOWER_LINE = 28  # a visa seal leaves out the optional data
_PASSPORT = re.compile(r"[A-Z0-9<]{1,9}")
_BYTE = 0xFF
VALID_FROM = 0x80
"""A feature of our own, three bytes MMDDYYYY: the first day of the visa, which neither zone nor profile has room for.

Readers that do not know it pass it over (Doc 9303-13 section 2.3.1)."""

Lines = tuple[str, str]


class Stay(NamedTuple):
    """How long the holder may stay, counted from entry: the sum of days, months and years, 0 to 255 each."""

    days: int = 0
    months: int = 0
    years: int = 0


STAY_UNTIL_EXPIRY = Stay(0, 0, 0)
"""The day in the machine readable zone is the last day of the stay."""
STAY_SET_AT_BORDER = Stay(255, 255, 255)
"""The day in the zone is the last day to seek entry; the border decides how long the stay is."""
STAY_IN_TRANSIT = Stay(254, 254, 254)
"""Transit without entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisaSeal:
    """What a visa's seal says.

    `mrz` are the two lines of an MRV-A (44 characters) or MRV-B (36). The seal holds the upper line and the
    first 28 characters of the lower one, so lines that were read end in fillers where the visa has optional
    data. `entries` is 0 for any number, None when the seal does not say. `passport` is at most nine
    characters. `valid_from` is the first day, None when the seal does not say. `visa_type` is 1 to 4
    bytes, `additional` up to 254, and neither has a meaning in the standard. `portrait` is a small picture,
    for formats with room for one; VDS has none.
    """

    mrz: Lines
    stay: Stay
    passport: str
    entries: int | None = None
    visa_type: bytes | None = None
    additional: bytes | None = None
    portrait: bytes = field(default=b"", repr=False)
    valid_from: date | None = None

    def features(self) -> tuple[Feature, ...]:
        """The document features in the order of their tags.

        Raises `ProfileError`, naming the field, when a limit of the standard is broken: lines that are no
        visa's or whose check digits are wrong, a stay, a number of entries, a passport number, a visa type or
        an additional feature that does not fit.
        """
        format_ = _checked_format(self.mrz, (Format.MRV_A, Format.MRV_B))
        zone = self.mrz[0] + self.mrz[1][:_SEALED_OF_LOWER_LINE]
        optional = (
            (ENTRIES, None if self.entries is None else _octets("entries", (self.entries,))),
            (VISA_TYPE, self.visa_type),
            (ADDITIONAL, self.additional),
            (VALID_FROM, None if self.valid_from is None else encode_day(self.valid_from)),
        )
        required = (
            Feature(_ZONES[format_], c40.encode(zone)),
            Feature(STAY, _octets("stay", self.stay)),
            Feature(PASSPORT, c40.encode(_passport(self.passport))),
        )
        extra = (Feature(tag, value) for tag, value in optional if value is not None)
        features = tuple(sorted((*required, *extra)))
        check_lengths(VISA, dict(features))
        return features

    @classmethod
    def read(cls, seal: Seal) -> Self:
        """Read a parsed seal. Features the profile does not know are passed over.

        Raises `ProfileError` when the seal is no visa's or breaks its profile, `C40Error` when a text is not
        C40. The check digits of the zone are not judged here; a reader does that and compares with the
        printed lines.
        """
        check_profile(VISA, seal.header, seal.features)
        return cls.of(seal.features)

    @classmethod
    def of(cls, features: Iterable[Feature], *, portrait: bytes = b"") -> Self:
        """Read document features, wherever they stood. Raises as `read` does."""
        found = {feature.tag: feature for feature in features}
        check_features(VISA, found.values())
        format_ = Format.MRV_A if MRZ_A in found else Format.MRV_B
        entries, visa_type, additional = (found.get(tag) for tag in (ENTRIES, VISA_TYPE, ADDITIONAL))
        return cls(
            mrz=_lines(found[_ZONES[format_]], format_),
            stay=Stay(*found[STAY].value),
            passport=found[PASSPORT].text.rstrip().replace(" ", "<"),
            entries=entries.value[0] if entries else None,
            visa_type=visa_type.value if visa_type else None,
            additional=additional.value if additional else None,
            portrait=portrait,
            valid_from=_first_day(found.get(VALID_FROM)),
        )


@dataclass(frozen=True, slots=True)
class EmergencySeal:
    """What the seal of an emergency travel document says: both lines of its TD2 zone, 36 characters each."""

    mrz: Lines
    portrait: bytes = field(default=b"", repr=False)

    def features(self) -> tuple[Feature, ...]:
        """The one document feature. Raises `ProfileError` for lines that are no TD2 or do not check."""
        _checked_format(self.mrz, (Format.TD2,))
        return (Feature(MRZ_TD2, c40.encode("".join(self.mrz))),)

    @classmethod
    def read(cls, seal: Seal) -> Self:
        """Read a parsed seal. Raises `ProfileError` or `C40Error` as `VisaSeal.read` does."""
        check_profile(EMERGENCY, seal.header, seal.features)
        return cls.of(seal.features)

    @classmethod
    def of(cls, features: Iterable[Feature], *, portrait: bytes = b"") -> Self:
        """Read document features, wherever they stood. Raises as `read` does."""
        kept = tuple(features)
        check_features(EMERGENCY, kept)
        return cls(next(_lines(each, Format.TD2) for each in kept if each.tag == MRZ_TD2), portrait)


Content = VisaSeal | EmergencySeal
"""What can be sealed, in every format."""
ZONES_OF: dict[type[Content], tuple[Format, ...]] = {
    VisaSeal: (Format.MRV_A, Format.MRV_B), EmergencySeal: (Format.TD2,),
}  # fmt: skip
"""The zones that each kind of document has."""


def _checked_format(lines: Lines, allowed: tuple[Format, ...]) -> Format:
    try:
        read = decode(lines)
    except MrzError as error:
        raise ProfileError(f"the lines are no machine readable zone: {error}") from error
    if read.fields.format not in allowed:
        raise ProfileError(f"a zone of {' or '.join(allowed)} is sealed, not of {read.fields.format}")
    if read.failures:
        raise ProfileError(f"check digits do not fit: {', '.join(each.field for each in read.failures)}")
    return read.fields.format


def _lines(feature: Feature, format_: Format) -> Lines:
    text, width = feature.text.replace(" ", "<"), LAYOUTS[format_].width
    return text[:width], text[width:].ljust(width, "<")


def _first_day(feature: Feature | None) -> date | None:
    try:
        return decode_day(feature.value) if feature and len(feature.value) == 3 else None
    except FormatError as error:
        raise ProfileError(f"the first day of the visa is none: {error}") from error


def _octets(field: str, numbers: Iterable[int]) -> bytes:
    kept = tuple(numbers)
    if not all(0 <= number <= _BYTE for number in kept):
        raise ProfileError(f"{field} takes numbers from 0 to 255, not {kept}")
    return bytes(kept)


def _passport(number: str) -> str:
    """Nine characters, which is what the six bytes of the feature hold."""
    if not _PASSPORT.fullmatch(number) or not number.strip("<"):
        raise ProfileError(f"passport number {number!r} is not one to nine of A-Z, 0-9 and '<'")
    return number.ljust(9, "<")
