"""The private keys as the desk uses them: each signs in the one form that its purpose asks for."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from legation.documents import keys
from legation.documents.certificates import signing_period
from legation.documents.seals.signatures import hash_for, signer_for
from legation.documents.signer import tokens
from legation.documents.signer.config import signer_config
from legation.documents.signer.protocol import Purpose
from legation.documents.signer.token_uri import SCHEME, TokenUri
from legation.ground.errors import Unavailable

PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | mldsa.MLDSA65PrivateKey
_KINDS: dict[Purpose, type[PrivateKey]] = {
    Purpose.TREE_HEAD: ed25519.Ed25519PrivateKey,
    Purpose.QUANTUM: mldsa.MLDSA65PrivateKey,
}


@dataclass(frozen=True)
class Key:
    """A certificate, and what makes a signature that it verifies; the form is told in `Purpose`.

    `ends` is when the key stops to sign where its certificate does not say so itself.
    """

    certificate: x509.Certificate
    sign: Callable[[bytes], bytes]
    ends: datetime | None = None

    @cached_property
    def period(self) -> tuple[datetime, datetime]:
        """From when until when it may sign."""
        begin, end = signing_period(self.certificate)
        return begin, min(end, self.ends or end)


PrivateKeys = Mapping[Purpose, Key]


def private_keys() -> PrivateKeys:
    """The private keys of this instance, from files and tokens; a purpose without a certificate has none.

    Raises:
        Unavailable: there are none here, one is not of its certificate, or a certificate is revoked.
        legation.ground.sources.Refused: keys.yaml has mistakes.
    """
    ring, config, ends = keys.key_ring(), signer_config(), keys.periods()
    found = {}
    for purpose in (Purpose.SEAL, Purpose.DOCUMENT, *ring.others):
        certificate = ring.certificate(purpose)
        if ring.is_revoked(certificate):
            raise Unavailable(f"the {purpose} certificate is revoked; `legation keys rotate {purpose}` makes another")
        private = load(config.place(purpose))
        _check_pair(purpose, private, certificate)
        found[purpose] = Key(certificate, in_form(purpose, private), ends.get(keys.fingerprint(certificate)))
    return found


def load(place: str, *, password: bytes | None = None, pin: tokens.Pin | None = None) -> PrivateKey:
    """A private key from a file of the folder of keys (or elsewhere, by its whole path), or in a token by its URI.

    Raises:
        Unavailable: there is none, or one of another kind.
    """
    if place.startswith(SCHEME):
        return tokens.load(TokenUri.parse(place), pin=pin)
    path = keys.folder() / Path(place)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=password)
    except (OSError, ValueError, TypeError) as error:
        raise Unavailable(f"there is no private key for documents: {error}") from error
    if not isinstance(key, PrivateKey):
        raise Unavailable(f"{path.name} is a key of a kind that signs nothing here")
    return key


def in_form(purpose: Purpose, key: PrivateKey) -> Callable[[bytes], bytes]:
    """How this key signs for this purpose.

    Raises:
        Unavailable: the purpose asks for another kind of key.
    """
    if not isinstance(key, _KINDS.get(purpose, ec.EllipticCurvePrivateKey)):
        raise Unavailable(f"the key of {purpose} is of the wrong kind")
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign
    if purpose is Purpose.DOCUMENT:
        algorithm = ec.ECDSA(Prehashed(hash_for(key.curve.key_size)))
        return lambda digest: key.sign(digest, algorithm)
    return signer_for(key)


def _check_pair(purpose: Purpose, private: PrivateKey, certificate: x509.Certificate) -> None:
    """The public half beside a key may be another one's: what counts is under which its signatures verify."""
    public: Any = certificate.public_key()
    proof, is_ec = os.urandom(32), isinstance(private, ec.EllipticCurvePrivateKey)
    how = (ec.ECDSA(hashes.SHA256()),) if is_ec else ()
    try:
        public.verify(private.sign(proof, *how), proof, *how)  # type: ignore[call-arg, arg-type]
    except (InvalidSignature, TypeError) as error:
        raise Unavailable(f"the {purpose} key is not the key of its certificate") from error
