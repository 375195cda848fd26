"""The root's revocation list of certificates (RFC 5280 section 5; Doc 9303-12 section 7.1.4)."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from legation.documents import keys
from legation.documents.keeping.roots import Root
from legation.documents.seals.signatures import hash_for
from legation.ground.errors import Invalid

HOLDS = timedelta(days=90)  # the longest that Doc 9303-12 section 7.1.4 allows between two lists
REASONS = {flag.value: flag for flag in x509.ReasonFlags if flag.value not in ("removeFromCRL", "certificateHold")}

Entry = x509.RevokedCertificate


def make_crl(root: Root, *, at: datetime, holds: timedelta = HOLDS, more: tuple[Entry, ...] = ()) -> bytes:
    """A new list with everything on the one before it; it is put in force, and given in DER.

    Raises:
        Invalid: it would hold for more than 90 days, or not at all.
    """
    data = build_crl(root, keys.key_ring().crl, at=at, holds=holds, more=more)
    keys.write_secret(keys.folder() / keys.CRL, data)
    keys.forget_cached_keys()
    return data


def build_crl(
    root: Root,
    before: x509.CertificateRevocationList | None,
    *,
    at: datetime,
    holds: timedelta = HOLDS,
    more: tuple[Entry, ...] = (),
) -> bytes:
    """The list that follows the one before, in DER; nothing is written. Raises `Invalid` as `make_crl` does."""
    if not timedelta(0) < holds <= HOLDS:
        raise Invalid(f"a revocation list holds for {HOLDS.days} days at most")
    begin = at.replace(microsecond=0)
    builder = x509.CertificateRevocationListBuilder().issuer_name(root.certificate.subject)
    builder = builder.last_update(begin).next_update(begin + holds)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key())
    builder = builder.add_extension(issuer, critical=False)
    builder = builder.add_extension(x509.CRLNumber(_number(before) + 1), critical=False)
    for entry in (*(before or ()), *more):
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(root.key, hash_for(root.key.curve.key_size)).public_bytes(Encoding.DER)


def retire(which: str, *, reason: str, root: Root, at: datetime) -> x509.Certificate:
    """Revoke a certificate before its end: a new list names it. What it signed is believed only by the register then.

    Args:
        which: The beginning of its fingerprint (SHA-256, hex, at least 8 letters), or a purpose: the one in force.
        reason: A CRLReason of RFC 5280 section 5.3.1, such as keyCompromise or superseded.

    Raises:
        Invalid: no or several certificates are named, it is revoked already, or there is no such reason.
    """
    if reason not in REASONS:
        raise Invalid(f"a reason is one of {', '.join(sorted(REASONS))}")
    certificate = named(which)
    if keys.key_ring().is_revoked(certificate):
        raise Invalid("it is revoked already")
    builder = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
    builder = builder.revocation_date(at.replace(microsecond=0))
    entry = builder.add_extension(x509.CRLReason(REASONS[reason]), critical=False).build()
    make_crl(root, at=at, more=(entry,))
    return certificate


def refresh_crl(root: Root, *, at: datetime) -> bool:
    """Make a list if there is none, or the one in force has passed half of its time; says whether it did."""
    crl = keys.key_ring().crl
    if (
        crl is not None
        and crl.next_update_utc
        and at < crl.last_update_utc + (crl.next_update_utc - crl.last_update_utc) / 2
    ):
        return False
    make_crl(root, at=at)
    return True


def _number(crl: x509.CertificateRevocationList | None) -> int:
    return crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number if crl is not None else 0


def named(which: str) -> x509.Certificate:
    """A certificate of ours by purpose or by the beginning of its fingerprint; `Invalid` unless it is exactly one."""
    ring = keys.key_ring()
    current = {"seal": ring.seal, "document": ring.document} | {str(name): each for name, each in ring.others.items()}
    own = [
        each for each in (*current.values(), *ring.trusted) if each.issuer == ring.root.subject and each != ring.root
    ]
    found = [each for each in own if len(which) >= 8 and keys.fingerprint(each).startswith(which.lower())]
    if which in current:
        found = [current[which]]
    if len(found) != 1:
        raise Invalid(f"{len(found)} certificates are named {which!r}; `legation keys status` lists them")
    return found[0]
