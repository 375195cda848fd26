"""An IDB seal: header, messages, perhaps the signer's certificate, signature (draft section 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec

from ..certificates import SEAL_SIGNER, short_reference
from ..errors import FormatError, SealError
from ..signatures import Signer, is_signed_by
from ..tlv import Feature, encode_length, entries
from . import messages, text
from .header import ALGORITHMS, SIGNED, UNSIGNED, IdbHeader
from .messages import Message

_MESSAGES, _CERTIFICATE, _SIGNATURE = 0x61, 0x7E, 0x7F
_ORDERS = ([_MESSAGES], [_MESSAGES, _SIGNATURE], [_MESSAGES, _CERTIFICATE, _SIGNATURE])
_RAW_SIGNATURES = frozenset({56, 64, 96, 128})
_ZONES = frozenset({messages.MRZ_TD1, messages.MRZ_TD2, messages.MRZ_TD3})
_SEALED = frozenset({messages.VISA, messages.EMERGENCY})


@dataclass(frozen=True, slots=True)
class IdbSeal:
    """A seal as read or made.

    `messages` are tags with their bytes; `messages.read` types them. `signed_part` is header and message group
    byte for byte; the certificate, when one travels along, is not signed.
    """

    header: IdbHeader
    messages: tuple[Feature, ...]
    signed_part: bytes
    certificate: bytes = b""
    signature: bytes = b""

    purpose = SEAL_SIGNER

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read the characters of a barcode.

        Raises `FormatError` when they are no IDB seal, or the flag says signed and there is no signature.
        """
        payload, signed = text.decode(data)
        seal = cls._of(payload, signed=signed)
        if bool(seal.signature) != signed:
            raise FormatError("the flag does not agree with the payload")
        return seal

    @classmethod
    def parse_unsigned(cls, data: bytes) -> Self:
        """Read the signed part of a seal that is to be signed. Raises `FormatError` as `parse` does."""
        seal = cls._of(data, signed=True)
        if seal.signature or seal.certificate:
            raise FormatError("more than the part that is signed")
        return seal

    @classmethod
    def _of(cls, payload: bytes, *, signed: bool) -> Self:
        start = SIGNED if signed else UNSIGNED
        header = IdbHeader.decode(payload, signed=signed)
        zones = list(entries(payload, start, der=True))
        if [tag for _at, tag, _value, _end in zones] not in _ORDERS:
            raise FormatError("a payload is messages, then perhaps a certificate, then a signature")
        values = {tag: value for _at, tag, value, _end in zones}
        return cls(
            header, messages.split(values[_MESSAGES]), payload[: zones[0][3]],
            values.get(_CERTIFICATE, b""), values.get(_SIGNATURE, b""),
        )  # fmt: skip

    @property
    def country(self) -> str:
        return self.header.country

    @property
    def signer(self) -> str:
        return f"{self.header.country} with short reference {self.header.reference.hex()}"

    @property
    def signed(self) -> date | None:
        return self.header.signed

    @property
    def certificate_key(self) -> bytes:
        return self.header.reference

    @property
    def embedded(self) -> x509.Certificate | None:
        """The certificate in the seal, if it is one and the one its header means."""
        try:
            found = x509.load_der_x509_certificate(self.certificate)
            return found if short_reference(found) == self.header.reference else None
        except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion):
            return None

    @property
    def code(self) -> str | None:
        for message in self.messages:
            if message.tag in _ZONES | _SEALED:
                return _code(message)
        return None

    def get(self, tag: int) -> Message | None:
        """The message with this tag, typed, or None. Raises `ProfileError` when it cannot be read."""
        return next((messages.read(each) for each in self.messages if each.tag == tag), None)

    def encode(self, *, zipped: bool | None = None) -> bytes:
        """The characters for the barcode; packed when that makes them fewer, or as `zipped` says.

        Raises `FormatError` for more than a barcode holds.
        """
        payload = self.signed_part
        for tag, value in ((_CERTIFICATE, self.certificate), (_SIGNATURE, self.signature)):
            payload += _zone(tag, value) if value else b""
        return text.encode(payload, signed=bool(self.signature), zipped=zipped)

    def verify(self, key: ec.EllipticCurvePublicKey | x509.Certificate) -> bool:
        """Whether this key signed the seal, with the hash that the header names.

        Raises `SealKeyError` for a key that cannot sign seals at all.
        """
        if self.header.algorithm not in ALGORITHMS:
            return False
        return is_signed_by(key, self.signed_part, self.signature, algorithm=ALGORITHMS[self.header.algorithm]())


def signed_part(header: IdbHeader, said: Iterable[Feature]) -> bytes:
    """The bytes that are signed: header and message group (draft section 3.5)."""
    return header.encode() + _zone(_MESSAGES, messages.group(said))


def sign(header: IdbHeader, said: Iterable[Feature], signer: Signer, *, certificate: bytes = b"") -> IdbSeal:
    """Make a seal; `certificate` (DER) travels along when there is one.

    Raises `FormatError` for a header, messages or a signature that the draft has no form for.
    """
    kept = tuple(said)
    part = signed_part(header, kept)
    IdbSeal.parse_unsigned(part)
    signature = signer(part)
    if len(signature) not in _RAW_SIGNATURES:
        raise FormatError(f"a raw signature has 56, 64, 96 or 128 bytes, not {len(signature)}")
    return IdbSeal(header, kept, part, certificate, signature)


def _zone(tag: int, value: bytes) -> bytes:
    return bytes((tag,)) + encode_length(len(value), der=True) + value


def _code(message: Feature) -> str:
    """The document code at the beginning of a zone, empty when it cannot be read."""
    try:
        value = messages.read(message).value
        first = value[0] if isinstance(value, tuple) else ""
        if message.tag in _SEALED and isinstance(value, tuple):
            first = next((each.text for each in value if isinstance(each, Feature) and each.tag in {1, 2}), "")
        return str(first)[:2].rstrip("< ")
    except SealError:
        return ""
