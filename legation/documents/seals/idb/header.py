"""The header of an IDB seal (draft section 3.2): who issued it and, when it is signed, who signed it and when."""

import re
from dataclasses import dataclass
from datetime import date

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from .. import c40
from ..certificates import short_reference
from ..errors import C40Error, FormatError
from ..signatures import hash_for, public_key_of
from .dates import day_of, decode_masked, encode_masked

UNSIGNED, SIGNED = 2, 12
"""Bytes of the header."""

_STATE = re.compile(r"[A-Z]{1,3}")
ALGORITHMS: dict[int, type[hashes.SHA256] | type[hashes.SHA384] | type[hashes.SHA512]] = {
    1: hashes.SHA256,
    2: hashes.SHA384,
    3: hashes.SHA512,
}
"""ECDSA with one of three hashes, by the number that stands in the header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdbHeader:
    """`country` is the issuing State, one to three letters.

    The others are for signed seals: `algorithm` is a key of `ALGORITHMS`, `reference` the last five bytes of the
    SHA-1 of the signer's certificate, `signed_on` the day of the signature as a masked date. An unsigned seal has
    0 and nothing.
    """

    country: str
    algorithm: int = 0
    reference: bytes = b""
    signed_on: str = ""

    @property
    def signed(self) -> date | None:
        """The day of the signature, when all of it is known."""
        return day_of(self.signed_on) if self.signed_on else None

    def encode(self) -> bytes:
        """Two or twelve bytes. Raises `FormatError` for a field that has no form in the draft."""
        if not _STATE.fullmatch(self.country):
            raise FormatError(f"{self.country!r} is no issuing State")
        country = c40.encode(self.country.ljust(3, "<"))
        if not self.algorithm and not self.reference and not self.signed_on:
            return country
        if self.algorithm not in ALGORITHMS or len(self.reference) != 5:
            raise FormatError(f"a signed header has algorithm 1 to 3 and a reference of five bytes: {self}")
        return country + bytes((self.algorithm,)) + self.reference + encode_masked(self.signed_on)

    @classmethod
    def decode(cls, data: bytes, *, signed: bool) -> "IdbHeader":
        """Read the beginning of a payload. Raises `FormatError` when it is no header."""
        if len(data) < (SIGNED if signed else UNSIGNED):
            raise FormatError("the payload ends in its header")
        try:
            country = c40.decode(data[:2]).rstrip()
        except C40Error as error:
            raise FormatError(f"the issuing State cannot be read: {error}") from error
        if not _STATE.fullmatch(country):
            raise FormatError(f"{country!r} is no issuing State")
        if not signed:
            return cls(country=country)
        if data[2] not in ALGORITHMS:
            raise FormatError(f"signature algorithm {data[2]} is not known")
        day = decode_masked(data[8:SIGNED])
        return cls(country=country, algorithm=data[2], reference=data[3:8], signed_on=day)


def header_for(certificate: x509.Certificate, *, country: str, signed: date) -> IdbHeader:
    """The header of a seal to be signed with the key of `certificate`.

    Raises `SealKeyError` for a key that cannot sign seals, `FormatError` for a hash the draft has no number for.
    """
    hashed = type(hash_for(public_key_of(certificate).curve.key_size))
    number = next((number for number, known in ALGORITHMS.items() if known is hashed), 0)
    if not number:
        raise FormatError(f"the draft has no number for ECDSA with {hashed.name}")
    return IdbHeader(
        country=country, algorithm=number, reference=short_reference(certificate), signed_on=signed.isoformat()
    )  # fmt: skip
