"""Visible digital seals: signed bytes for a barcode (Doc 9303-13).

A seal is a header, document features and an ECDSA signature over both. `sign` makes one, `Seal.parse` reads
one and `Seal.verify` checks its signature; whether the key may be believed is the business of `trust`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from .certificates import SEAL_SIGNER
from .errors import C40Error, FormatError
from .header import Header, decode_headers, encode_header
from .profiles import profile_of
from .signatures import Signer, is_signed_by
from .tlv import SIGNATURE_TAG, Feature, encode_features, encode_length, split

__all__ = ["Feature", "Header", "Seal", "Signer", "encode_header", "encode_message", "sign", "signed_part"]

_RAW_SIGNATURES = frozenset({56, 64, 96, 128})  # bytes, of the four key lengths of section 2.4


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal as read or made. `signed_part` is header and message byte for byte; `signature` is raw r||s.

    The same content may carry another valid signature, so never take the bytes for a name of the document.
    """

    header: Header
    features: tuple[Feature, ...]
    signed_part: bytes
    signature: bytes

    purpose = SEAL_SIGNER
    embedded = None

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read the bytes of a barcode. A seal that ends without a signature is read too, and never verifies.

        Raises `FormatError` (with what is wrong) when the bytes are no seal of version 3 or 4.
        """
        problem = FormatError("the header cannot be read")
        for header, start in decode_headers(data):
            try:
                features, end, signature = split(data, start, der=header.version > 3)
                return cls(header, features, data[:end], signature)
            except FormatError as error:
                problem = error
        raise problem

    @classmethod
    def parse_unsigned(cls, data: bytes) -> Self:
        """Read the signed part of a seal that is to be signed. Raises `FormatError` when there is more or less."""
        seal = cls.parse(data)
        if seal.signature or seal.signed_part != data:
            raise FormatError("more than the part that is signed")
        return seal

    @property
    def country(self) -> str:
        return self.header.country

    @property
    def signer(self) -> str:
        return f"{self.header.signer} with reference {self.header.certificate}"

    @property
    def signed(self) -> date:
        return self.header.signed

    @property
    def certificate_key(self) -> tuple[str, int]:
        return self.header.signer, self.header.serial

    @property
    def code(self) -> str | None:
        return document_code(self.header, self.features)

    def encode(self) -> bytes:
        """The bytes for the barcode: signed part, 0xFF, length, signature."""
        if not self.signature:
            return self.signed_part
        return self.signed_part + _signature_zone(self.signature)

    def get(self, tag: int) -> Feature | None:
        """The feature with this tag, or None."""
        return next((feature for feature in self.features if feature.tag == tag), None)

    def verify(self, key: ec.EllipticCurvePublicKey | x509.Certificate) -> bool:
        """Whether this key signed the seal. Raises `SealKeyError` for a key that cannot sign seals at all."""
        return is_signed_by(key, self.signed_part, self.signature)


def document_code(header: Header, features: Iterable[Feature]) -> str | None:
    """The document code of the zone in a seal, such as `V`; empty when the zone is missing or unreadable.

    None when the header announces a profile that is not known here.
    """
    profile = profile_of(header)
    if profile is None:
        return None
    zone = next((feature for feature in features if feature.tag in profile.zones), None)
    try:
        return zone.text[:2].rstrip() if zone else ""
    except C40Error:
        return ""


def encode_message(features: Iterable[Feature], *, version: int = 4) -> bytes:
    """The message zone for a header of this version. Raises `FormatError` for illegal tags or lengths."""
    return encode_features(features, der=version > 3)


def signed_part(header: Header, features: Iterable[Feature]) -> bytes:
    """The bytes that are signed: header and message, without signature tag and length (section 2.4)."""
    return encode_header(header) + encode_message(features, version=header.version)


def sign(header: Header, features: Iterable[Feature], signer: Signer) -> Seal:
    """Make a seal. `signer` gets the signed part and returns raw r||s, wherever its key lives.

    Raises `FormatError` for a header, features or a signature that the standard has no form for.
    """
    kept = tuple(features)
    part = signed_part(header, kept)
    if not header.certificate.strip("0"):
        raise FormatError("certificate reference 0...0 is reserved for tests (Doc 9303-13 section 2.2.1)")
    signature = signer(part)
    if len(signature) not in _RAW_SIGNATURES:
        raise FormatError(f"a raw signature has 56, 64, 96 or 128 bytes, not {len(signature)}")
    return Seal(header, kept, part, signature)


def _signature_zone(signature: bytes) -> bytes:
    return bytes((SIGNATURE_TAG,)) + encode_length(len(signature), der=True) + signature
