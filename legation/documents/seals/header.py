"""The header of a visible digital seal (Doc 9303-13 section 2.2)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from . import c40
from .errors import C40Error, FormatError

MAGIC = 0xDC
_STATE = re.compile(r"[A-Z]{1,3}")
_SIGNER = re.compile(r"[A-Z]{2}[A-Z0-9]{2}")
_REFERENCE = re.compile(r"[0-9A-F]+")
_OLD_REFERENCE = 5  # characters of the certificate reference in version 3
_NAMED = 6  # characters of signer and count that come first in version 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a seal says of itself.

    `country` is the issuing State, one to three letters (D, UTO). `signer` is four characters: the two-letter
    code of the signer's country and its name there. `certificate` is the reference, upper case hexadecimal
    digits: exactly five in version 3, one to 255 in version 4. `issued` is the day of the document, `signed`
    the day of the signature. `reference` (1 to 254) and `category` (0 to 255, odd for ICAO's own) name the
    document profile.
    """

    country: str
    signer: str
    certificate: str
    issued: date
    signed: date
    reference: int
    category: int
    version: int = 4

    @property
    def serial(self) -> int:
        """The serial number of the certificate that the reference stands for (9303-12 section 7.1.3)."""
        return int(self.certificate, 16)


def encode_header(header: Header) -> bytes:
    """The bytes of the header: 18 in version 3, 12 and the packed identifier in version 4.

    Raises `FormatError`, naming the field, when one has no form in the standard.
    """
    _check(header)
    return b"".join(
        (
            bytes((MAGIC, header.version - 1)),
            c40.encode(header.country.ljust(3, "<")),
            c40.encode(_identifier(header)),
            encode_day(header.issued),
            encode_day(header.signed),
            bytes((header.reference, header.category)),
        )
    )


def encode_day(day: date) -> bytes:
    """Three bytes: the number MMDDYYYY (section 2.3.1)."""
    return int(f"{day:%m%d}{day.year:04d}").to_bytes(3, "big")


def decode_day(data: bytes) -> date:
    """The day in three bytes. Raises `FormatError` when they are no day."""
    digits = f"{int.from_bytes(data, 'big'):08d}"
    try:
        return date(int(digits[4:]), int(digits[:2]), int(digits[2:4]))
    except ValueError:
        raise FormatError(f"{data.hex()} is no day in the form MMDDYYYY") from None


def decode_headers(data: bytes) -> Iterator[tuple[Header, int]]:
    """Every reading of the header that begins `data`, and the position behind it; the standard's first.

    There is a second one only where real seals deviate in version 4: the count before the certificate
    reference, hexadecimal in the standard, is decimal in German administrative documents; and some seals
    carry the nine characters of version 3, which begin with 00 where the count should be. Raises
    `FormatError` when the bytes do not begin like a seal; yields nothing when no reading holds.
    """
    if len(data) < 4 or data[0] != MAGIC or data[1] not in {2, 3}:
        raise FormatError("no visible digital seal of version 3 or 4 begins like this")
    for characters, skipped in _lengths(data):
        try:
            yield _decode(data, characters, skipped)
        except (FormatError, C40Error):
            continue


def _check(header: Header) -> None:
    wrong = [
        name
        for name, holds in (
            ("version", header.version in {3, 4}),
            ("country", _STATE.fullmatch(header.country)),
            ("signer", _SIGNER.fullmatch(header.signer)),
            ("certificate", _fits(header)),
            ("reference", 1 <= header.reference <= 254),
            ("category", 0 <= header.category <= 255),
        )
        if not holds
    ]
    if wrong:
        raise FormatError(f"the header cannot carry its {' and '.join(wrong)}: {header}")


def _fits(header: Header) -> bool:
    length = len(header.certificate)
    right = length == _OLD_REFERENCE if header.version == 3 else length <= 0xFF
    return right and bool(_REFERENCE.fullmatch(header.certificate))


def _identifier(header: Header) -> str:
    count = "" if header.version == 3 else f"{len(header.certificate):02X}"
    return header.signer + count + header.certificate


def _lengths(data: bytes) -> Iterator[tuple[int, int]]:
    """Possible lengths of the identifier in characters, and where the reference begins in it."""
    if data[1] == 2:
        yield 4 + _OLD_REFERENCE, 4
        return
    try:
        count = c40.decode(data[4:8])[4:]
    except C40Error as error:
        raise FormatError(f"the signer identifier cannot be read: {error}") from error
    if re.fullmatch(r"[0-9A-F]{2}", count):
        for base in dict.fromkeys((16, 10 if count.isdecimal() else 16)):
            if int(count, base):
                yield _NAMED + int(count, base), _NAMED
    if count == "00":
        yield 4 + _OLD_REFERENCE, 4


def _decode(data: bytes, characters: int, skipped: int) -> tuple[Header, int]:
    # The code D is padded to D<<; some signers leave that out and write the two bytes FE45.
    country, end = c40.decode(data[2:4]).rstrip(), 4 + c40.size(characters)
    identifier = c40.decode(data[4:end])
    if len(data) < end + 8 or len(identifier) != characters:
        raise FormatError("the header is cut short")
    header = Header(
        country=country,
        signer=identifier[:4],
        certificate=identifier[skipped:],
        issued=decode_day(data[end : end + 3]),
        signed=decode_day(data[end + 3 : end + 6]),
        reference=data[end + 6],
        category=data[end + 7],
        version=data[1] + 1,
    )
    if not (_STATE.fullmatch(country) and _SIGNER.fullmatch(header.signer)):
        raise FormatError(f"{country!r} and {header.signer!r} are no issuing State and signer")
    if not _REFERENCE.fullmatch(header.certificate):
        raise FormatError(f"certificate reference {header.certificate!r} is not hexadecimal")
    return header, end + 8
