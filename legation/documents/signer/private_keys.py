"""The private keys as the desk uses them: each signs in the one form that its purpose asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from legation.documents import keys
from legation.documents.certificates import signing_period
from legation.documents.seals.signatures import hash_for, signer_for
from legation.documents.signer.protocol import Purpose
from legation.ground.errors import Unavailable


@dataclass(frozen=True)
class Key:
    """A certificate, and what makes a signature that it verifies; the form is told in `Purpose`."""

    certificate: x509.Certificate
    sign: Callable[[bytes], bytes]

    @cached_property
    def period(self) -> tuple[datetime, datetime]:
        """From when until when it may sign."""
        return signing_period(self.certificate)


PrivateKeys = Mapping[Purpose, Key]


def private_keys() -> PrivateKeys:
    """The private keys of this instance; a purpose without a certificate has none.

    Raises:
        Unavailable: there are none here, or one is not of its certificate.
    """
    ring = keys.key_ring()
    purposes = (Purpose.SEAL, Purpose.DOCUMENT, *ring.others)
    return {purpose: _from_file(purpose, ring.certificate(purpose)) for purpose in purposes}


def _from_file(purpose: Purpose, certificate: x509.Certificate) -> Key:
    path = keys.folder() / f"{purpose}.key"
    private = load(path)
    if private.public_key() != certificate.public_key():
        raise Unavailable(f"{path.name} is not the key of its certificate")
    return Key(certificate, in_form(purpose, private))


def load(path: Path) -> ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey:
    """A private key from a file.

    Raises:
        Unavailable: there is none, or one of another kind.
    """
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (FileNotFoundError, ValueError) as error:
        raise Unavailable(f"there is no private key for documents: {error}") from error
    if not isinstance(key, (ec.EllipticCurvePrivateKey, ed25519.Ed25519PrivateKey)):
        raise Unavailable(f"{path.name} is a key of a kind that signs nothing here")
    return key


def in_form(purpose: Purpose, key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> Callable[[bytes], bytes]:
    """How this key signs for this purpose.

    Raises:
        Unavailable: the purpose asks for another kind of key.
    """
    if isinstance(key, ed25519.Ed25519PrivateKey) is not (purpose is Purpose.TREE_HEAD):
        raise Unavailable(f"the key of {purpose} is of the wrong kind")
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign
    if purpose is Purpose.DOCUMENT:
        algorithm = ec.ECDSA(Prehashed(hash_for(key.curve.key_size)))
        return lambda digest: key.sign(digest, algorithm)
    return signer_for(key)
