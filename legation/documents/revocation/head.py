"""The head of the lists: what is in force, whom to trust, when the next one comes; signed JSON.

The head names every other file by its SHA-256, so one signature holds for all, and files never change. It travels as
JSON with three texts in base64url: `payload`, the bytes that were signed; `signature`, raw r||s of ECDSA with SHA-256
on P-256; `certificate`, DER, of the key that signed.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from legation.documents.certificates import may_sign
from legation.documents.seals.signatures import is_signed_by
from legation.documents.signer.protocol import Purpose

from .errors import ListError

MOST_BYTES = 1024 * 1024
_CURVES: dict[str, type[ec.EllipticCurve]] = {"P-256": ec.SECP256R1, "P-384": ec.SECP384R1}

Approve = Callable[[bytes], bytes]
"""Signs bytes with the key of lists: raw r||s, ECDSA with SHA-256 on P-256."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Jwk(_Model):
    """An elliptic curve key (RFC 7518 section 6.2)."""

    kty: Literal["EC"] = "EC"
    crv: str
    x: str
    y: str

    @classmethod
    def of(cls, key: ec.EllipticCurvePublicKey) -> "Jwk":
        """A public key on a curve that browsers know.

        Raises:
            ListError: its curve is another.
        """
        crv = next((name for name, curve in _CURVES.items() if isinstance(key.curve, curve)), None)
        if crv is None:
            raise ListError(f"keys on {key.curve.name} are not listed")
        numbers, size = key.public_numbers(), (key.curve.key_size + 7) // 8
        return cls(crv=crv, x=encode(numbers.x.to_bytes(size, "big")), y=encode(numbers.y.to_bytes(size, "big")))

    def key(self) -> ec.EllipticCurvePublicKey:
        """The key. Raises `ListError` when it is none."""
        try:
            x, y = (int.from_bytes(decode(part), "big") for part in (self.x, self.y))
            return ec.EllipticCurvePublicNumbers(x, y, _CURVES[self.crv]()).public_key()
        except (KeyError, ValueError) as error:
            raise ListError(f"a key that is none: {error!r}") from error

    def thumbprint(self) -> str:
        """SHA-256 of the key (RFC 7638), hex."""
        members = json.dumps({"crv": self.crv, "kty": self.kty, "x": self.x, "y": self.y}, separators=(",", ":"))
        return sha256(members.encode()).hexdigest()


class SignerKey(_Model):
    """One trusted signer of seals. Days are those on which certificate and root both hold.

    `names` are what seals say to mean it (`revocation.names`), `expires` is the last day of the certificate alone,
    `types` are the document codes it may seal, None for any.
    """

    state: str
    names: list[str]
    key: Jwk
    begins: date
    ends: date
    expires: date
    types: list[str] | None = None


class File(_Model):
    """A file by the SHA-256 of its content, hex: that is its name as well."""

    name: str = Field(pattern="^[0-9a-f]{64}$")
    size: int = Field(ge=0)
    count: int = Field(ge=0)

    @classmethod
    def of(cls, data: bytes, count: int) -> "File":
        return cls(name=sha256(data).hexdigest(), size=len(data), count=count)


class Head(_Model):
    """What is in force. The shards make up the base; the delta holds what came since, and wins over it."""

    type: Literal["revocation-list"] = "revocation-list"
    format: Literal["legation-lists-2"] = "legation-lists-2"
    state: str
    number: int = Field(ge=1)
    issued: datetime
    next_update: datetime
    base: int = Field(ge=1)
    shard_bits: int = Field(ge=0, le=16)
    shards: list[File]
    delta: File
    signers: list[SignerKey]
    list_keys: list[Jwk]

    def files(self) -> Iterable[File]:
        """Every file of the list."""
        return (*self.shards, self.delta)


def encode(data: bytes) -> str:
    """Base64url without padding (RFC 7515 section 2)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """From base64url. Raises ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sign(head: Head, certificate: x509.Certificate, approve: Approve) -> bytes:
    """The signed head. `certificate` is that of the key behind `approve`; readers with a root check it."""
    payload = head.model_dump_json().encode()
    parts = {"payload": payload, "signature": approve(payload), "certificate": certificate.public_bytes(Encoding.DER)}
    return json.dumps({name: encode(part) for name, part in parts.items()}).encode()


def read(signed: bytes, *, roots: Iterable[x509.Certificate]) -> Head:
    """The head that somebody under one of the pinned `roots` signed. Its time is the reader's to judge.

    Raises:
        ListError: it is no head, or nobody signed it whom the roots vouch for.
    """
    payload, signature, certificate = _taken_apart(signed)
    if not is_signed_by(_public_key(certificate), payload, signature):
        raise ListError("the signature of the head is wrong")
    head = _parsed(payload)
    if not any(_vouches(root, certificate, head.issued) for root in roots):
        raise ListError("no root that is pinned here vouches for whoever signed the head")
    return head


def payload_of(signed: bytes) -> Head:
    """What a head of our own says, unchecked. Raises `ListError` when it is none."""
    return _parsed(_taken_apart(signed)[0])


def _taken_apart(signed: bytes) -> tuple[bytes, bytes, x509.Certificate]:
    if len(signed) > MOST_BYTES:
        raise ListError("a head is shorter than this")
    try:
        said = json.loads(signed)
        payload, signature, der = (decode(said[name]) for name in ("payload", "signature", "certificate"))
        return payload, signature, x509.load_der_x509_certificate(der)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ListError(f"no signed head: {error!r}") from error


def _parsed(payload: bytes) -> Head:
    try:
        head = Head.model_validate_json(payload)
    except ValidationError as error:
        raise ListError(f"the head cannot be read: {error}") from error
    if len(head.shards) != 1 << head.shard_bits or head.issued.tzinfo is None or head.next_update.tzinfo is None:
        raise ListError("the head contradicts itself")
    return head


def _vouches(root: x509.Certificate, certificate: x509.Certificate, at: datetime) -> bool:
    try:
        certificate.verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature):
        return False
    holds = (
        each.not_valid_before_utc <= at.astimezone(UTC) <= each.not_valid_after_utc for each in (certificate, root)
    )
    return may_sign(Purpose.LIST, certificate) and all(holds)


def _public_key(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ListError("lists are signed with a key on P-256")
    return key
