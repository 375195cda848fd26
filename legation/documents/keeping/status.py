"""What an operator sees of the keys: each certificate, where its key lies, until when, and what is to be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509

from legation.documents import keys
from legation.documents.certificates import signing_period
from legation.documents.seals.certificates import states_of
from legation.documents.signer.config import ROOT, signer_config
from legation.documents.signer.protocol import Purpose

SOON = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One certificate. `remark` is empty where there is nothing to be done."""

    name: str
    fingerprint: str
    signs_from: datetime
    signs_until: datetime
    holds_until: datetime
    place: str
    remark: str = ""


def status(*, at: datetime) -> list[Line]:
    """Root and signers in force, then what is trusted besides.

    Raises:
        Unavailable: there are no keys.
    """
    ring, config = keys.key_ring(), signer_config()
    current = {ROOT: ring.root, "seal": ring.seal, "document": ring.document}
    current |= {str(purpose): each for purpose, each in ring.others.items()}
    lines = [_line(name, each, ring, at, config.place(name)) for name, each in current.items()]
    return lines + [_line("trusted", each, ring, at, "") for each in ring.trusted]


def crl_remark(*, at: datetime) -> str:
    """What is to be done about the revocation list of certificates; empty when nothing is."""
    crl = keys.key_ring().crl
    if crl is None:
        return "there is no revocation list; `legation keys crl` makes one"
    if crl.next_update_utc is None or crl.next_update_utc <= at:
        return "the revocation list is out of date; `legation keys crl` makes another"
    return ""


def missing() -> Iterator[Purpose]:
    """Purposes without a certificate."""
    return (purpose for purpose in keys.purposes() if not (keys.folder() / f"{purpose}.crt").exists())


def _line(name: str, certificate: x509.Certificate, ring: keys.KeyRing, at: datetime, place: str) -> Line:
    print_ = keys.fingerprint(certificate)
    begin, ends = signing_period(certificate)
    ends = min(ends, keys.periods().get(print_, ends))
    remark = ""
    if ring.is_revoked(certificate):
        remark = "revoked"
    elif place and at > ends:
        remark = "signs no longer"
    elif place and at > ends - SOON:
        remark = "ends soon"
    elif not place and states_of(certificate):
        name = f"root of {min(states_of(certificate))}"
    return Line(
        name=name, fingerprint=print_, signs_from=begin, signs_until=ends,
        holds_until=certificate.not_valid_after_utc, place=place, remark=remark,
    )  # fmt: skip
