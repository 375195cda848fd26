"""The keys of the documents room: a country signing root, and below it one signer for each purpose.

Everybody reads the certificates; only the signer process reads private keys (`signer.private_keys`). Whether a paper is
a specimen is told by the root's certificate: one that speaks for UTO, ICAO's specimen State (Doc 9303-3 section 5),
makes specimens only.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from legation.documents import development
from legation.documents.seals.certificates import states_of
from legation.documents.seals.trust import TrustedRoot, TrustList
from legation.documents.signer.protocol import Purpose
from legation.ground.errors import Unavailable

SPECIMEN_STATE = development.STATE


def folder() -> Path:
    """Where keys lie: root and one for each purpose, each as .crt and .key; more certificates in trusted/."""
    return Path(settings.LEGATION_KEYS) / "documents"


@dataclass(frozen=True)
class KeyRing:
    """The certificates in force, and the ones that are trusted besides: earlier signers and other States' roots.

    `log` and `list` are missing where an instance is older than they are, until it is prepared again.
    """

    root: x509.Certificate
    seal: x509.Certificate
    document: x509.Certificate
    trusted: tuple[x509.Certificate, ...] = ()
    others: Mapping[Purpose, x509.Certificate] = field(default_factory=dict)

    def certificate(self, purpose: Purpose) -> x509.Certificate:
        """Whose signatures of this purpose are ours now.

        Raises:
            Unavailable: there is no such signer here.
        """
        found = {Purpose.SEAL: self.seal, Purpose.DOCUMENT: self.document, **self.others}.get(purpose)
        if found is None:
            raise Unavailable(f"there is no {purpose} certificate; `legation prepare` makes one under development keys")
        return found

    @property
    def state(self) -> str:
        """The issuing State as in machine readable zones: the first that the root names for itself."""
        return min(states_of(self.root))

    @property
    def is_specimen(self) -> bool:
        """Whether everything under this root is a specimen."""
        return SPECIMEN_STATE in states_of(self.root)

    @cached_property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """Pinned roots, our own first."""
        return (self.root, *(each for each in self.trusted if states_of(each)))

    @cached_property
    def trust_list(self) -> TrustList:
        """What seals are judged by."""
        signers = (self.seal, *(each for each in self.trusted if not states_of(each)))
        return TrustList((TrustedRoot.of(root) for root in self.roots), signers)


def key_ring() -> KeyRing:
    """The certificates of this instance.

    Raises:
        Unavailable: there are none; `create_development_keys()` makes some.
    """
    return _key_ring(folder())


@cache
def _key_ring(place: Path) -> KeyRing:
    try:
        root, seal, document = (_certificate(place / f"{name}.crt") for name in ("root", "seal", "document"))
    except FileNotFoundError as error:
        raise Unavailable(f"there are no keys for documents: {error}") from error
    paths = {purpose: place / f"{purpose}.crt" for purpose in (Purpose.TREE_HEAD, Purpose.LIST)}
    others = {purpose: _certificate(path) for purpose, path in paths.items() if path.exists()}
    trusted = tuple(_certificate(path) for path in sorted(place.glob("trusted/*.crt")))
    return KeyRing(root, seal, document, trusted, others)


def forget_cached_keys() -> None:
    """Read the certificates again at their next use, after the files changed."""
    _key_ring.cache_clear()


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate, hex: how the register names a signer."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def create_development_keys(*, at: datetime | None = None) -> bool:
    """Make a root of UTO if there is none, and the signers it lacks; says whether anything was made.

    Under any other root nothing is made: its signers come from a ceremony.
    """
    place = folder()
    begin = (at or datetime.now(UTC)).replace(microsecond=0) - timedelta(days=1)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = not (place / "root.crt").exists()
    if made:
        # the root's certificate last: where it lies, its signers do
        root_key, root = development.root(begin=begin, crl_url=_crl_url())
        write_secret(place / "root.key", pem(root_key))
        _create_missing(root_key, root, begin)
        write_secret(place / "root.crt", root.public_bytes(serialization.Encoding.PEM))
    elif (place / "root.key").exists() and SPECIMEN_STATE in states_of(root := _certificate(place / "root.crt")):
        made = _create_missing(read_root_key(place / "root.key"), root, begin)
    forget_cached_keys()
    return made


def _create_missing(root_key: ec.EllipticCurvePrivateKey, root: x509.Certificate, begin: datetime) -> bool:
    missing = [purpose for purpose in Purpose if not (folder() / f"{purpose}.crt").exists()]
    for purpose in missing:
        key, certificate = development.signer(purpose, root_key, root, begin=max(begin, root.not_valid_before_utc))
        write_secret(folder() / f"{purpose}.key", pem(key))
        write_secret(folder() / f"{purpose}.crt", certificate.public_bytes(serialization.Encoding.PEM))
    return bool(missing)


def _crl_url() -> str:
    return f"{settings.LEGATION_ADDRESS}/trust/root.crl"


def pem(key: development.PrivateKey) -> bytes:
    """A private key as PKCS#8, not encrypted: the folder is its owner's alone."""
    encoding, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(encoding, kind, serialization.NoEncryption())


def write_secret(path: Path, data: bytes) -> None:
    """Write a file that its owner alone may read, whatever was there."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def read_root_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The root's private key.

    Raises:
        Unavailable: what lies there is another kind of key.
    """
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Unavailable(f"{path.name} is no elliptic curve key")
    return key


def _certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())
