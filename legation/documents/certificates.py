"""The certificate of whoever signs PDFs, under the country signing root."""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from legation.documents.seals.certificates import country_of

DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""Extended key usage id-kp-documentSigning (RFC 9336)."""


def issue_document_signer(
    public_key: ec.EllipticCurvePublicKey,
    *,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    name: str,
    not_before: datetime,
    not_after: datetime,
) -> x509.Certificate:
    """A certificate for PAdES signatures (RFC 5280; ETSI EN 319 412-2 for the usages). Times are aware."""
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
        (x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), False),
        (x509.SubjectKeyIdentifier.from_public_key(public_key), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), False),
    ):
        builder = builder.add_extension(extension, critical)
    return builder.serial_number(x509.random_serial_number()).sign(root_key, hashes.SHA256())


def may_sign_documents(certificate: x509.Certificate) -> bool:
    """Whether a certificate is one for documents: its extended usage says so, and it is no authority."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False
    return DOCUMENT_SIGNING in usage and not constraints.ca


def _signs() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
