"""Whether a seal may be believed: certificate, chain, time and signature (Doc 9303-13 Appendix D).

A verifier pins the roots it was given out of band and holds any number of signer certificates, from whatever
source. Nothing here asks the network or the clock. What was revoked is passed in; a missing list is the
caller's to report.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from .certificates import (
    document_types_of,
    identity,
    is_authority,
    is_issued_by,
    keys_of,
    states_of,
    unfitness,
)
from .errors import SealKeyError
from .interface import AnySeal

_DATE_LINE = timedelta(days=1)  # where a seal is made it may be tomorrow already


class Outcome(StrEnum):
    """What became of a seal, in the order in which it is asked."""

    UNKNOWN_CERTIFICATE = "unknown_certificate"
    """No certificate is held for the signer and reference in the header."""
    UNKNOWN_ISSUER = "unknown_issuer"
    """The certificate was not issued by a pinned root that speaks for the State named in the seal."""
    CERTIFICATE_UNFIT = "certificate_unfit"
    """The certificate is not one for seals, or its key cannot be used."""
    CERTIFICATE_REVOKED = "certificate_revoked"
    SIGNED_IN_FUTURE = "signed_in_future"
    """The signature claims a day that has begun nowhere yet."""
    INVALID_AT_SIGNING = "invalid_at_signing"
    """Certificate or root was not yet, or no longer, valid on the day of the signature."""
    CERTIFICATE_EXPIRED = "certificate_expired"
    """Valid when it signed, expired today: so is the document."""
    DOCUMENT_TYPE_NOT_ALLOWED = "document_type_not_allowed"
    """The certificate does not cover the document code in the sealed zone."""
    SIGNATURE_WRONG = "signature_wrong"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome, a sentence that says why, and the certificate that was judged, if one was found."""

    outcome: Outcome
    reason: str
    certificate: x509.Certificate | None = None

    @property
    def is_ok(self) -> bool:
        return self.outcome is Outcome.OK


@dataclass(frozen=True, slots=True)
class TrustedRoot:
    """A pinned root and the issuing States it speaks for, as their codes stand in seals (UTO, D).

    Raises `SealKeyError` when the certificate is no authority or no State is named.
    """

    certificate: x509.Certificate
    states: frozenset[str]

    def __post_init__(self) -> None:
        if not is_authority(self.certificate):
            raise SealKeyError("a root is a certificate authority that may sign certificates")
        if not self.states:
            raise SealKeyError("a root speaks for at least one State; name it when the certificate does not")

    @classmethod
    def of(cls, certificate: x509.Certificate) -> "TrustedRoot":
        """Pin a root for the States it names itself (its alternative name, 9303-12 section 7.1.1.2)."""
        return cls(certificate, states_of(certificate))


class TrustList:
    """Pinned roots and known signers.

    `revoked` are certificates by their `identity`, or by their SHA-256 fingerprint, which is enough for those that
    are held and not for one that only ever travels in a seal. `purposes` are the extended key usages that make a
    certificate one for seals; without any it is the one ICAO has for the format, some States use their own.
    """

    def __init__(
        self,
        roots: Iterable[TrustedRoot],
        signers: Iterable[x509.Certificate] = (),
        *,
        revoked: Collection[bytes] = (),
        purposes: Collection[x509.ObjectIdentifier] = (),
    ) -> None:
        self._roots = tuple(roots)
        self._revoked = set(revoked)
        self._purposes = frozenset(purposes)
        self._held: defaultdict[Hashable, list[x509.Certificate]] = defaultdict(list)
        self._issuers: dict[x509.Certificate, tuple[TrustedRoot, ...]] = {}
        for root in self._roots:
            self._note_revoked(root.certificate)
        for certificate in signers:
            self.add(certificate)

    def add(self, certificate: x509.Certificate) -> None:
        """Hold one more signer certificate. Its chain is checked here, once, and not at every seal."""
        self._note_revoked(certificate)
        for key in keys_of(certificate):
            self._held[key].append(certificate)
        self._issuers[certificate] = self._issuers_of(certificate)

    def certificates_for(self, seal: AnySeal) -> tuple[x509.Certificate, ...]:
        """The certificates that a seal may mean; usually one. One that travels in the seal comes last."""
        held = tuple(self._held.get(seal.certificate_key, ())) if seal.certificate_key else ()
        embedded = seal.embedded
        return held if embedded is None or embedded in held else (*held, embedded)

    def judge(self, seal: AnySeal, *, today: date) -> Verdict:
        """Judge a seal as of `today`. The first certificate that makes it good decides, else the last one.

        The comparison with the printed zone, and of that with the passport, remains with the caller.
        """
        verdict = Verdict(
            Outcome.UNKNOWN_CERTIFICATE,
            f"no certificate of {seal.signer} is held",
        )
        for certificate in self.certificates_for(seal):
            verdict = self._judge(seal, certificate, today)
            if verdict.is_ok:
                break
        return verdict

    def _judge(self, seal: AnySeal, certificate: x509.Certificate, today: date) -> Verdict:
        root = self._root_for(certificate, seal.country)
        if root is None:
            reason = f"no pinned root that speaks for {seal.country} issued the certificate"
            return Verdict(Outcome.UNKNOWN_ISSUER, reason, certificate)
        unfit = unfitness(certificate, self._purposes or (seal.purpose,))
        if unfit:
            return Verdict(Outcome.CERTIFICATE_UNFIT, unfit, certificate)
        if self._is_listed(certificate) or self._is_listed(root):
            return Verdict(Outcome.CERTIFICATE_REVOKED, "the certificate or its root is revoked", certificate)
        verdict = _judge_time(seal.signed, (certificate, root), today)
        return verdict or _judge_content(seal, certificate)

    def _is_listed(self, certificate: x509.Certificate) -> bool:
        return identity(certificate) in self._revoked

    def _note_revoked(self, certificate: x509.Certificate) -> None:
        """Listed by fingerprint, it is revoked however its own signature may be written."""
        if certificate.fingerprint(hashes.SHA256()) in self._revoked:
            self._revoked.add(identity(certificate))

    def _root_for(self, certificate: x509.Certificate, state: str) -> x509.Certificate | None:
        issuers = self._issuers.get(certificate)
        if issuers is None:  # it came with the seal; what was held is checked already
            issuers = self._issuers_of(certificate)
        return next((root.certificate for root in issuers if state in root.states), None)

    def _issuers_of(self, certificate: x509.Certificate) -> tuple[TrustedRoot, ...]:
        return tuple(root for root in self._roots if is_issued_by(certificate, root.certificate))


def _judge_time(claimed: date | None, chain: tuple[x509.Certificate, x509.Certificate], today: date) -> Verdict | None:
    """A seal that does not say when it was signed is held against today, as if it had been."""
    certificate, signed = chain[0], claimed or today
    if signed > today + _DATE_LINE:
        return Verdict(Outcome.SIGNED_IN_FUTURE, f"signed on {signed}, after {today}", certificate)
    for link in chain:
        first, last = link.not_valid_before_utc.date(), link.not_valid_after_utc.date()
        if not first <= signed <= last:
            expired = claimed is None and today > last
            outcome = Outcome.CERTIFICATE_EXPIRED if expired else Outcome.INVALID_AT_SIGNING
            reason = f"signed on {claimed or 'an unknown day'}; a certificate of the chain holds from {first} to {last}"
            return Verdict(outcome, reason, certificate)
    last = certificate.not_valid_after_utc.date()
    if today > last:
        return Verdict(Outcome.CERTIFICATE_EXPIRED, f"the certificate expired on {last}", certificate)
    return None


def _judge_content(seal: AnySeal, certificate: x509.Certificate) -> Verdict:
    code = seal.code
    try:
        allowed, is_signed = document_types_of(certificate), seal.verify(certificate)
    except SealKeyError as error:
        return Verdict(Outcome.CERTIFICATE_UNFIT, str(error), certificate)
    if allowed is not None and code is not None and code not in allowed:
        reason = f"the certificate covers {', '.join(sorted(allowed))}, the document is {code or 'unreadable'}"
        return Verdict(Outcome.DOCUMENT_TYPE_NOT_ALLOWED, reason, certificate)
    if not is_signed:
        return Verdict(Outcome.SIGNATURE_WRONG, "header or message are not what was signed", certificate)
    return Verdict(Outcome.OK, f"signed on {seal.signed or 'an unknown day'} by {seal.signer}", certificate)
