"""What every format of seal takes and gives, so that trust, issuing and checking need not know which one it is."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuance:
    """What is said of a seal besides its content.

    `country` is the issuing State, one to three letters (D, UTO). `certificate` is that of the key that signs.
    `issued` is the day of the document, `signed` that of the signature; a format without room for a day drops it.
    """

    country: str
    certificate: x509.Certificate
    issued: date
    signed: date


class AnySeal(Protocol):
    """A seal as read or made, of whatever format."""

    @property
    def country(self) -> str:
        """The issuing State, one to three letters."""
        ...

    @property
    def signer(self) -> str:
        """Whose key it claims, for a sentence; never to be believed."""
        ...

    @property
    def signed(self) -> date | None:
        """The day of the signature; None where the format or the seal does not say."""
        ...

    @property
    def certificate_key(self) -> Hashable | None:
        """What the seal says of its certificate, one of `certificates.keys_of`; None when it carries it whole."""
        ...

    @property
    def embedded(self) -> x509.Certificate | None:
        """The certificate that travels in the seal. It proves nothing until its chain was checked."""
        ...

    @property
    def code(self) -> str | None:
        """The document code that the signer must be allowed to seal; "" when unreadable, None when not known."""
        ...

    @property
    def purpose(self) -> x509.ObjectIdentifier:
        """The extended key usage that a signer of this format has (Doc 9303-12 section 7.1.3)."""
        ...

    @property
    def signed_part(self) -> bytes:
        """What was signed, byte for byte."""
        ...

    @property
    def signature(self) -> bytes:
        """Raw r||s; empty when there is none."""
        ...

    def encode(self) -> bytes:
        """The bytes for the barcode."""
        ...

    def verify(self, key: ec.EllipticCurvePublicKey | x509.Certificate) -> bool:
        """Whether this key signed the seal. Raises `SealKeyError` for a key that cannot sign seals at all."""
        ...
