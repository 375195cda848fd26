"""Making a signer for a purpose, and putting a new one in the place of an old one that stays trusted."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from legation.documents import keys
from legation.documents.certificates import issue_signer
from legation.documents.development import new_private_key
from legation.documents.keeping.roots import Root
from legation.documents.seals.certificates import country_of, document_types_of, signer_of
from legation.documents.seals.issuing import issue_seal_signer
from legation.documents.signer import tokens
from legation.documents.signer.config import signer_config
from legation.documents.signer.private_keys import PrivateKey
from legation.documents.signer.protocol import Purpose
from legation.documents.signer.token_uri import SCHEME, TokenUri
from legation.ground.errors import Conflict, Invalid

SIGNS, HOLDS = timedelta(days=3 * 365), timedelta(days=5 * 365)
_SEAL_NAME = "S1"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A signer to be made: for what, from when, how long it signs, how long what it signed verifies."""

    purpose: Purpose
    at: datetime
    signs: timedelta = SIGNS
    holds: timedelta = HOLDS
    name: str = ""
    document_types: tuple[str, ...] = ("V",)

    @property
    def begin(self) -> datetime:
        """A little before now: clocks differ."""
        return self.at.replace(microsecond=0) - timedelta(minutes=5)


def rotate(plan: Plan, *, root: Root, pin: tokens.Pin | None = None) -> x509.Certificate:
    """Make a key and its certificate and put them in force; the certificate before stays trusted for what it signed.

    The key is made where keys.yaml says: in a file, whose earlier content is gone then, or in a token under a new name.

    Raises:
        Invalid: it would sign or hold beyond its root.
        Conflict: the token holds a key of that name already: name the new one in keys.yaml first.
        Unavailable: the token does not answer.
    """
    _check_times(plan, root)
    place = signer_config().place(plan.purpose)
    key = _make(plan.purpose, place, pin)
    certificate = issue(plan, key, root=root, earlier=_earlier(plan.purpose))
    folder = keys.folder()
    current = folder / f"{plan.purpose}.crt"
    if current.exists():
        old = x509.load_pem_x509_certificate(current.read_bytes())
        keep_trusted(plan.purpose, old)
    if plan.purpose is Purpose.SEAL:
        _write_period(certificate, plan.begin + plan.signs)
    if not place.startswith(SCHEME):
        keys.write_secret(folder / place, keys.pem(key))
    keys.write_secret(current, certificate.public_bytes(Encoding.PEM))
    keys.forget_cached_keys()
    return certificate


def lend(plan: Plan, *, root: Root) -> tuple[PrivateKey, x509.Certificate]:
    """Make a signer that will be in force on another node of the house, and is trusted here; its key is not kept.

    Raises:
        Invalid: it would sign or hold beyond its root.
    """
    _check_times(plan, root)
    key = new_private_key(plan.purpose)
    certificate = issue(plan, key, root=root, earlier=_earlier(plan.purpose))
    keep_trusted(plan.purpose, certificate)
    if plan.purpose is Purpose.SEAL:
        _write_period(certificate, plan.begin + plan.signs)
    keys.forget_cached_keys()
    return key, certificate


def issue(plan: Plan, key: PrivateKey, *, root: Root, earlier: list[x509.Certificate]) -> x509.Certificate:
    """The certificate of a signer; `earlier` are those of its purpose before it."""
    end = plan.begin + plan.holds
    mark = "SPECIMEN " if root.is_specimen else ""
    if plan.purpose is not Purpose.SEAL:
        name = plan.name or f"{mark}{country_of(root.certificate)} {plan.purpose} signer {len(earlier) + 1}"
        return issue_signer(
            plan.purpose, key.public_key(), root=root.certificate, root_key=root.key, name=name,
            not_before=plan.begin, not_after=end, signs_until=plan.begin + plan.signs,
        )  # fmt: skip
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 — _make gives no other
    name = plan.name or (signer_of(earlier[-1])[2:] if earlier else _SEAL_NAME)
    types = sorted(document_types_of(earlier[-1]) or ()) if earlier else plan.document_types
    return issue_seal_signer(
        key.public_key(), root=root.certificate, root_key=root.key, name=name, not_before=plan.begin, not_after=end,
        reference=1 + max((each.serial_number for each in earlier), default=0), document_types=types,
    )  # fmt: skip


def keep_trusted(purpose: Purpose, certificate: x509.Certificate) -> None:
    """Put a certificate among those that are trusted for what they signed."""
    path = keys.folder() / keys.TRUSTED / f"{purpose}-{keys.fingerprint(certificate)[:16]}.crt"
    keys.write_secret(path, certificate.public_bytes(Encoding.PEM))


def _make(purpose: Purpose, place: str, pin: tokens.Pin | None) -> Any:
    if not place.startswith(SCHEME):
        return new_private_key(purpose)
    if purpose is Purpose.QUANTUM:
        raise Invalid("a key for second signatures lies in a file: tokens do not know ML-DSA yet")
    is_log = purpose is Purpose.TREE_HEAD
    try:
        return tokens.create(TokenUri.parse(place), is_ed25519=is_log, pin=pin)
    except keys.Unavailable as error:
        if "already" in error.detail:
            raise Conflict(f"{error.detail}; name the new key in keys.yaml first") from error
        raise


def _earlier(purpose: Purpose) -> list[x509.Certificate]:
    """The certificates of a purpose so far, in the order in which they began."""
    paths = [*(keys.folder() / keys.TRUSTED).glob(f"{purpose}-*.crt"), keys.folder() / f"{purpose}.crt"]
    found = [x509.load_pem_x509_certificate(path.read_bytes()) for path in paths if path.exists()]
    return sorted(found, key=lambda each: (each.not_valid_before_utc, each.serial_number))


def _check_times(plan: Plan, root: Root) -> None:
    if not timedelta(0) < plan.signs <= plan.holds:
        raise Invalid("a signer holds at least as long as it signs")
    if plan.begin + plan.holds > (last := root.certificate.not_valid_after_utc):
        raise Invalid(f"the signer would hold beyond its root, which ends {last:%Y-%m-%d}")


def _write_period(certificate: x509.Certificate, ends: datetime) -> None:
    """Where it stands until when a seal's key signs: Table 8 leaves no place for it in the certificate."""
    found = keys.periods() | {keys.fingerprint(certificate): ends}
    text = json.dumps({name: moment.isoformat() for name, moment in found.items()}, indent=1)
    keys.write_secret(keys.folder() / keys.PERIODS, text.encode())
