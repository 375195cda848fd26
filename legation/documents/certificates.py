"""The certificates of whoever signs PDFs, the log's tree heads and the lists, under the country signing root.

Certificates of seals have a profile of their own: `legation.documents.seals.issuing`.
"""

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID

from legation.documents.seals.certificates import country_of
from legation.documents.signer.protocol import Purpose

DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""Extended key usage id-kp-documentSigning (RFC 9336)."""

LOG_SIGNING = x509.ObjectIdentifier("2.25.147617894220125315565293422060764787684")
"""Extended key usage of the issuance log's key: no standard names one, so an identifier of our own (X.667)."""

LIST_SIGNING = x509.ObjectIdentifier("0.4.0.2231.3.0")
"""Extended key usage id-tsl-kp-tslSigning, of trusted lists (ETSI TS 119 612, 5.7.1)."""

USAGES = {Purpose.DOCUMENT: DOCUMENT_SIGNING, Purpose.TREE_HEAD: LOG_SIGNING, Purpose.LIST: LIST_SIGNING}

PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey


def issue_signer(
    purpose: Purpose,
    public_key: PublicKey,
    *,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    name: str,
    not_before: datetime,
    not_after: datetime,
    signs_until: datetime | None = None,
) -> x509.Certificate:
    """A certificate for one purpose (RFC 5280; ETSI EN 319 412-2 for the usages of PAdES). Times are aware.

    With `signs_until` it carries a private key usage period (Doc 9303-12, Table 6): the key signs until then, and what
    it signed verifies until `not_after`.
    """
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country_of(root)),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(root.subject).public_key(public_key)
    builder = builder.not_valid_before(not_before).not_valid_after(not_after)
    for extension, critical in (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_signs(), True),
        (x509.ExtendedKeyUsage([USAGES[purpose]]), False),
        (x509.SubjectKeyIdentifier.from_public_key(public_key), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), False),
    ):
        builder = builder.add_extension(extension, critical)
    if signs_until:
        builder = builder.add_extension(x509.PrivateKeyUsagePeriod(not_before, signs_until), critical=False)
    return builder.serial_number(x509.random_serial_number()).sign(root_key, hashes.SHA256())


def issue_document_signer(
    public_key: ec.EllipticCurvePublicKey,
    *,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    name: str,
    not_before: datetime,
    not_after: datetime,
    signs_until: datetime | None = None,
) -> x509.Certificate:
    """A certificate for PAdES signatures; see `issue_signer`."""
    return issue_signer(
        Purpose.DOCUMENT, public_key, root=root, root_key=root_key, name=name, not_before=not_before,
        not_after=not_after, signs_until=signs_until,
    )  # fmt: skip


def may_sign(purpose: Purpose, certificate: x509.Certificate) -> bool:
    """Whether a certificate is one for this purpose: its extended usage says so, and it is no authority."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False
    return USAGES[purpose] in usage and not constraints.ca


def may_sign_documents(certificate: x509.Certificate) -> bool:
    """Whether a certificate is one for documents."""
    return may_sign(Purpose.DOCUMENT, certificate)


def signing_period(certificate: x509.Certificate) -> tuple[datetime, datetime]:
    """From when until when the private key may sign: its usage period where there is one, else its validity."""
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    try:
        period = certificate.extensions.get_extension_for_class(x509.PrivateKeyUsagePeriod).value
    except x509.ExtensionNotFound:
        return begin, end
    first, last = ((each and each.replace(tzinfo=UTC)) for each in (period.not_before, period.not_after))
    return max(begin, first or begin), min(end, last or end)


def _signs() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
