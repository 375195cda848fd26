"""A VDS-NC seal: header and message as JSON, and beside them signature and certificate (section 4)."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from ..certificates import VDS_NC_SIGNER
from ..errors import FormatError
from ..signatures import Signer, hash_for, is_signed_by, public_key_of
from . import canonical
from .codes import code_of

_TYPE = re.compile(r"[a-z0-9]{2,12}(\.[a-z0-9]{1,16}){1,3}")
_STATE = re.compile(r"[A-Z]{1,3}")
_RAW_SIGNATURES = frozenset({56, 64, 96, 128})
ALGORITHMS: dict[str, type[hashes.SHA256] | type[hashes.SHA384] | type[hashes.SHA512]] = {
    "ES256": hashes.SHA256,
    "ES384": hashes.SHA384,
    "ES512": hashes.SHA512,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NcData:
    """What is signed: the data type with its version, the issuing State, and the message."""

    type: str
    version: int
    country: str
    message: Mapping[str, Any]

    def encode(self) -> bytes:
        """The canonical bytes. Raises `FormatError` for a header or message that has no form."""
        data = {"hdr": {"t": self.type, "v": self.version, "is": self.country}, "msg": dict(self.message)}
        return canonical.encode(_checked(data))

    @classmethod
    def of(cls, value: Any) -> Self:
        """From JSON. Raises `FormatError` when it has not exactly the members of a seal."""
        header = _checked(value)["hdr"]
        return cls(type=header["t"], version=header["v"], country=header["is"], message=value["msg"])


@dataclass(frozen=True, slots=True)
class NcSeal:
    """A seal as read or made. `certificate` is what it carries, in DER, `algorithm` a key of `ALGORITHMS`."""

    data: NcData
    signed_part: bytes
    algorithm: str = ""
    certificate: bytes = b""
    signature: bytes = b""

    purpose = VDS_NC_SIGNER
    certificate_key = None
    signed = None  # the day of the signature has no place in the header (section 4.1)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read the bytes of a barcode. Raises `FormatError` when they are no VDS-NC."""
        value = canonical.decode(data)
        _expect(value, {"data", "sig"})
        _expect(value["sig"], {"alg", "cer", "sigvl"})
        signed, algorithm = NcData.of(value["data"]), value["sig"]["alg"]
        if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
            raise FormatError("the algorithm is ES256, ES384 or ES512")
        certificate, signature = unpack(value["sig"]["cer"]), unpack(value["sig"]["sigvl"])
        if len(signature) not in _RAW_SIGNATURES:
            raise FormatError(f"a raw signature has 56, 64, 96 or 128 bytes, not {len(signature)}")
        return cls(signed, signed.encode(), algorithm, certificate, signature)

    @classmethod
    def parse_unsigned(cls, data: bytes) -> Self:
        """Read the signed part of a seal that is to be signed. Raises `FormatError` unless it is canonical."""
        signed = NcData.of(canonical.decode(data))
        if signed.encode() != data:
            raise FormatError("the data is not in its canonical form")
        return cls(signed, data)

    @property
    def country(self) -> str:
        return self.data.country

    @property
    def signer(self) -> str:
        return f"{self.data.country} with the certificate in the seal"

    @property
    def embedded(self) -> x509.Certificate | None:
        """The certificate in the seal, or None when it cannot be read; the report's own example has such a one."""
        try:
            found = x509.load_der_x509_certificate(self.certificate)
            # What the library lets pass: unused bits of the signature, and a serial number below one.
            is_strict = self.certificate.endswith(b"\x00" + found.signature) and found.serial_number > 0
        except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion):
            return None
        return found if is_strict else None

    @property
    def code(self) -> str | None:
        return code_of(self.data.type, self.data.message)

    def encode(self) -> bytes:
        """The bytes for the barcode, canonical throughout. Raises `FormatError` for more than a barcode holds."""
        if not self.signature:
            return self.signed_part
        signature = {"alg": self.algorithm, "cer": pack(self.certificate), "sigvl": pack(self.signature)}
        data = canonical.encode({"data": canonical.decode(self.signed_part), "sig": signature})
        if len(data) > canonical.MOST_BYTES:
            raise FormatError(f"{len(data)} bytes are more than a barcode holds")
        return data

    def verify(self, key: ec.EllipticCurvePublicKey | x509.Certificate) -> bool:
        """Whether this key signed the seal, with the hash that the seal names.

        Raises `SealKeyError` for a key that cannot sign seals at all.
        """
        if self.algorithm not in ALGORITHMS:
            return False
        return is_signed_by(key, self.signed_part, self.signature, algorithm=ALGORITHMS[self.algorithm]())


def sign(data: NcData, certificate: x509.Certificate, signer: Signer) -> NcSeal:
    """Make a seal with the certificate of the key behind `signer`, which returns raw r||s.

    Raises `FormatError` for data or a signature without a form, `SealKeyError` for a key that cannot sign.
    """
    part = data.encode()
    hashed = type(hash_for(public_key_of(certificate).curve.key_size))
    algorithm = next((name for name, known in ALGORITHMS.items() if known is hashed), "")
    if not algorithm:
        raise FormatError(f"VDS-NC has no name for ECDSA with {hashed.name}")
    seal = NcSeal(data, part, algorithm, certificate.public_bytes(Encoding.DER), signer(part))
    return NcSeal.parse(seal.encode())


def pack(data: bytes) -> str:
    """Base64url with padding, as the worked example of the report has it (section 4.3, RFC 4648 section 5)."""
    return base64.urlsafe_b64encode(data).decode()


def unpack(text: object) -> bytes:
    """From base64url, with padding or without. Raises `FormatError` for anything else."""
    if not isinstance(text, str):
        raise FormatError("bytes are written as base64url")
    bare = text.rstrip("=")
    try:
        data = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (ValueError, binascii.Error):
        raise FormatError("the text is no base64url") from None
    if text not in {pack(data), pack(data).rstrip("=")}:
        raise FormatError("the text is no base64url")
    return data


def _checked(data: Any) -> dict[str, Any]:
    _expect(data, {"hdr", "msg"})
    header, message = data["hdr"], data["msg"]
    _expect(header, {"t", "v", "is"})
    is_text = isinstance(header["t"], str) and isinstance(header["is"], str)
    if not (is_text and _TYPE.fullmatch(header["t"]) and _STATE.fullmatch(header["is"])):
        raise FormatError("the header names no data type and issuing State")
    if not isinstance(header["v"], int) or isinstance(header["v"], bool) or not 1 <= header["v"] <= 99:
        raise FormatError("the version of a data type is a number from 1 to 99")
    if not isinstance(message, dict) or not message:
        raise FormatError("there is no message")
    return dict(data)


def _expect(value: Any, names: set[str]) -> None:
    if not isinstance(value, dict) or set(value) != names:
        raise FormatError(f"an object with exactly {', '.join(sorted(names))} is expected")
