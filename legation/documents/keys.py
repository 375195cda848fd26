"""The keys of the documents room: a country signing root, and below it one signer for each purpose.

Everybody reads the certificates; only the signer process reads private keys (`signer.private_keys`). Whether a paper is
a specimen is told by the root's certificate: one that speaks for UTO, ICAO's specimen State (Doc 9303-3 section 5),
makes specimens only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from legation.documents import development
from legation.documents.key_files import pem, read_root_key, write_secret
from legation.documents.seals.certificates import states_of
from legation.documents.seals.trust import TrustedRoot, TrustList
from legation.documents.signer.protocol import Purpose
from legation.ground.errors import Unavailable
from legation.ground.profile import profile

_ALWAYS = (Purpose.SEAL, Purpose.DOCUMENT)
SPECIMEN_STATE = development.STATE
TRUSTED, CRL, PERIODS = "trusted", "root.crl", "periods.json"


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
    crl: x509.CertificateRevocationList | None = None

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
        revoked = [each.fingerprint(hashes.SHA256()) for each in signers if self.is_revoked(each)]
        return TrustList((TrustedRoot.of(root) for root in self.roots), signers, revoked=revoked)

    def is_revoked(self, certificate: x509.Certificate) -> bool:
        """Whether our root's own revocation list names a certificate of ours."""
        if self.crl is None or certificate.issuer != self.crl.issuer:
            return False
        return self.crl.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None


def key_ring() -> KeyRing:
    """The certificates of this instance.

    Raises:
        Unavailable: there are none; `create_development_keys()` makes some.
    """
    return _key_ring(folder(), stamp())


def stamp() -> tuple[int, ...]:
    """What changes when a file of the folder of keys is put in place of another."""
    try:
        return tuple(place.stat().st_mtime_ns for place in (folder(), folder() / TRUSTED) if place.exists())
    except FileNotFoundError:
        return ()


@lru_cache(maxsize=8)
def _key_ring(place: Path, _stamp: tuple[int, ...]) -> KeyRing:
    try:
        root, seal, document = (_certificate(place / f"{name}.crt") for name in ("root", "seal", "document"))
    except FileNotFoundError as error:
        raise Unavailable(f"there are no keys for documents: {error}") from error
    paths = {purpose: place / f"{purpose}.crt" for purpose in Purpose if purpose not in _ALWAYS}
    others = {purpose: _certificate(path) for purpose, path in paths.items() if path.exists()}
    trusted = tuple(_certificate(path) for path in sorted(place.glob(f"{TRUSTED}/*.crt")))
    return KeyRing(root, seal, document, trusted, others, _crl(place / CRL, root))


def _crl(path: Path, root: x509.Certificate) -> x509.CertificateRevocationList | None:
    """The revocation list of our root; one that it did not sign says nothing."""
    if not path.exists():
        return None
    crl = x509.load_der_x509_crl(path.read_bytes())
    key = root.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not crl.is_signature_valid(key):
        raise Unavailable(f"{path.name} is not signed by the root")
    return crl


def purposes() -> tuple[Purpose, ...]:
    """What this instance signs: everything, but the second signature only where the profile turns it on."""
    return tuple(each for each in Purpose if each is not Purpose.QUANTUM or profile().post_quantum)


def forget_cached_keys() -> None:
    """Read the certificates again at their next use, after the files changed."""
    _key_ring.cache_clear()


def periods() -> dict[str, datetime]:
    """Fingerprint -> when a key stops to sign, for those whose certificates cannot say it (Doc 9303-12, Table 8)."""
    path = folder() / PERIODS
    found = json.loads(path.read_bytes()) if path.exists() else {}
    return {name: datetime.fromisoformat(ends) for name, ends in found.items()}


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
    missing = [purpose for purpose in purposes() if not (folder() / f"{purpose}.crt").exists()]
    for purpose in missing:
        key, certificate = development.signer(purpose, root_key, root, begin=max(begin, root.not_valid_before_utc))
        write_secret(folder() / f"{purpose}.key", pem(key))
        write_secret(folder() / f"{purpose}.crt", certificate.public_bytes(serialization.Encoding.PEM))
    return bool(missing)


def _crl_url() -> str:
    return f"{settings.LEGATION_ADDRESS}/trust/root.crl"


def _certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())
