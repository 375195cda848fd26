"""The keys of the documents room: a country signing root, and below it one signer of seals and one of PDFs.

Everybody reads the certificates; only the signer process reads private keys. Whether a paper is a specimen is told by
the root's certificate: one that speaks for UTO, ICAO's specimen State (Doc 9303-3 section 5), makes specimens only.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from legation.documents.certificates import issue_document_signer
from legation.documents.seals.certificates import SEAL_SIGNER, VDS_NC_SIGNER, states_of
from legation.documents.seals.issuing import issue_root, issue_seal_signer, new_key
from legation.documents.seals.trust import TrustedRoot, TrustList
from legation.ground.errors import Unavailable

SPECIMEN_COUNTRY, SPECIMEN_STATE = "UT", "UTO"
ROOT_NAME = "SPECIMEN Legation development root"
_YEAR = timedelta(days=365)
_ROOT_YEARS, _SIGNER_YEARS = 12, 5


def folder() -> Path:
    """Where keys lie: root, seal and document, each as .crt and .key; more certificates in trusted/."""
    return Path(settings.LEGATION_KEYS) / "documents"


@dataclass(frozen=True)
class KeyRing:
    """The certificates in force, and the ones that are trusted besides: earlier signers and other States' roots."""

    root: x509.Certificate
    seal: x509.Certificate
    document: x509.Certificate
    trusted: tuple[x509.Certificate, ...] = ()

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


@dataclass(frozen=True)
class PrivateKeys:
    """What the signer process holds: the keys of seals and of documents, and what the seals' certificate says."""

    seal: ec.EllipticCurvePrivateKey
    document: ec.EllipticCurvePrivateKey
    seal_certificate: x509.Certificate
    state: str


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
    return KeyRing(root, seal, document, tuple(_certificate(path) for path in sorted(place.glob("trusted/*.crt"))))


def forget_cached_keys() -> None:
    """Read the certificates again at their next use, after the files changed."""
    _key_ring.cache_clear()


def private_keys() -> PrivateKeys:
    """The private keys, for the signer.

    Raises:
        Unavailable: there are none here.
    """
    ring = key_ring()
    try:
        seal, document = (_private(folder() / f"{name}.key") for name in ("seal", "document"))
    except FileNotFoundError as error:
        raise Unavailable(f"there are no private keys for documents: {error}") from error
    return PrivateKeys(seal, document, ring.seal, ring.state)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate, hex: how the register names a signer."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def create_development_keys(*, at: datetime | None = None) -> bool:
    """Make a root of UTO with its two signers if there is no root; says whether it did."""
    place = folder()
    if (place / "root.crt").exists():
        return False
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    begin = (at or datetime.now(UTC)).replace(microsecond=0) - timedelta(days=1)
    for name, key, certificate in _development_chain(begin):
        _write(place / f"{name}.key", _pem(key))
        _write(place / f"{name}.crt", certificate.public_bytes(serialization.Encoding.PEM))
    forget_cached_keys()
    return True


def _development_chain(begin: datetime) -> Iterable[tuple[str, ec.EllipticCurvePrivateKey, x509.Certificate]]:
    """The signers first and the root last, so that a root on the disk means that all are there."""
    root_key, seal_key, document_key = new_key(), new_key(), new_key()
    ends = begin + _SIGNER_YEARS * _YEAR
    root = issue_root(
        root_key, country=SPECIMEN_COUNTRY, state=SPECIMEN_STATE, name=ROOT_NAME, crl_url=_crl_url(),
        not_before=begin, signs_until=ends, not_after=begin + _ROOT_YEARS * _YEAR,
    )  # fmt: skip
    seal = issue_seal_signer(
        seal_key.public_key(), root=root, root_key=root_key, name="S1", reference=1,
        not_before=begin, not_after=ends, document_types=["V"], purposes=(SEAL_SIGNER, VDS_NC_SIGNER),
    )  # fmt: skip
    document = issue_document_signer(
        document_key.public_key(), root=root, root_key=root_key, name="SPECIMEN Legation document signer 1",
        not_before=begin, not_after=ends,
    )  # fmt: skip
    yield "document", document_key, document
    yield "seal", seal_key, seal
    yield "root", root_key, root


def _crl_url() -> str:
    return f"{settings.LEGATION_ADDRESS}/trust/root.crl"


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    encoding, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(encoding, kind, serialization.NoEncryption())


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def _certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _private(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Unavailable(f"{path.name} is no elliptic curve key")
    return key
