"""Issuing the certificates of a seal's key chain: country signing root and barcode signer.

Source: Doc 9303-12 section 7.1, Table 6 for the root, 7.1.3 and Table 8 for the signer.
"""

import re
from collections.abc import Collection
from datetime import date, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID

from .certificates import DOCUMENT_TYPES, SEAL_SIGNER, country_of, encode_document_types, signer_of
from .errors import SealKeyError
from .header import Header
from .profiles import Profile
from .signatures import hash_for

_COUNTRY = re.compile(r"[A-Z]{2}")
_STATE = re.compile(r"[A-Z]{1,3}")
_SIGNER_NAME = re.compile(r"[A-Z0-9]{2}")


def new_key(curve: ec.EllipticCurve | None = None) -> ec.EllipticCurvePrivateKey:
    """A fresh private key, on P-256 unless another curve is asked for."""
    return ec.generate_private_key(curve or ec.SECP256R1())


def issue_root(
    key: ec.EllipticCurvePrivateKey,
    *,
    country: str,
    state: str,
    name: str,
    crl_url: str,
    not_before: datetime,
    signs_until: datetime,
    not_after: datetime,
    serial: int | None = None,
) -> x509.Certificate:
    """A self-signed country signing root.

    `country` is the two-letter code (UT), `state` the code in the machine readable zone (UTO), `name` its
    common name. The key signs certificates until `signs_until`; the root stays valid until `not_after`, which
    must cover the last seal signed below it. Times are aware. Raises `SealKeyError` for a code that is none
    or times out of order.
    """
    if not (_COUNTRY.fullmatch(country) and _STATE.fullmatch(state)):
        raise SealKeyError(f"{country!r} and {state!r} are no country and State codes")
    if not not_before < signs_until <= not_after:
        raise SealKeyError("a root begins, stops signing and ends, in this order")
    subject = _name(country, name)
    place = x509.GeneralNames([x509.DirectoryName(_place(state))])
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl_url)], None, None, None)
    builder = _begin(subject, subject, key.public_key(), not_before, not_after)
    for extension, critical in (
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (_key_usage(), True),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), False),
        (x509.PrivateKeyUsagePeriod(not_before, signs_until), False),
        (x509.SubjectAlternativeName(place), False),
        (x509.IssuerAlternativeName(place), False),
        (x509.CRLDistributionPoints([point]), False),
    ):
        builder = builder.add_extension(extension, critical)
    return builder.serial_number(serial or x509.random_serial_number()).sign(key, hash_for(key.curve.key_size))


def issue_seal_signer(
    public_key: ec.EllipticCurvePublicKey,
    *,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    name: str,
    reference: int,
    not_before: datetime,
    not_after: datetime,
    document_types: Collection[str] = (),
    purposes: Collection[x509.ObjectIdentifier] = (SEAL_SIGNER,),
) -> x509.Certificate:
    """A barcode signer certificate under `root`.

    `name` is the two characters that tell the signer apart in its country, `reference` the serial number that
    seals quote: small numbers keep the symbol small, and one must never be used twice for a name. `not_after`
    must reach to the end of the last document sealed. `document_types`, such as `["V"]`, limits what may be
    sealed. `purposes` are the extended key usages: `SEAL_SIGNER` for VDS and IDB, `VDS_NC_SIGNER` for VDS-NC.

    Carries only the three extensions that Table 8 allows. Raises `SealKeyError` for a name, reference,
    document type or time that the profile or the root does not allow.
    """
    hash_for(public_key.curve.key_size)  # refuses a key that cannot sign seals
    if root.public_key() != root_key.public_key():
        raise SealKeyError("the private key is not that of the root")
    if not _SIGNER_NAME.fullmatch(name) or reference < 1 or reference.bit_length() > 159:
        raise SealKeyError(f"signer {name!r} with reference {reference} cannot be quoted in a seal")
    if not root.not_valid_before_utc <= not_before < not_after <= root.not_valid_after_utc:
        raise SealKeyError("the signer would be valid outside the time of its root")
    builder = _begin(_name(country_of(root), name), root.subject, public_key, not_before, not_after)
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    builder = builder.add_extension(issuer_key, critical=False)
    builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=True)
    if document_types:
        types = x509.UnrecognizedExtension(DOCUMENT_TYPES, encode_document_types(document_types))
        builder = builder.add_extension(types, critical=False)
    return builder.serial_number(reference).sign(root_key, hash_for(root_key.curve.key_size))


def header_for(
    certificate: x509.Certificate,
    profile: Profile,
    *,
    country: str,
    issued: date,
    signed: date,
    version: int = 4,
) -> Header:
    """The header of a seal to be signed with the key of `certificate`; `country` is the issuing State."""
    digits = 5 if version == 3 else 1
    return Header(
        country=country,
        signer=signer_of(certificate),
        certificate=f"{certificate.serial_number:0{digits}X}",
        issued=issued,
        signed=signed,
        reference=profile.reference,
        category=profile.category,
        version=version,
    )


def _begin(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    not_before: datetime,
    not_after: datetime,
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    return builder.not_valid_before(not_before).not_valid_after(not_after)


def _name(country: str, common: str) -> x509.Name:
    # Table 8 asks for PrintableString; the library writes UTF8String unless told so.
    is_printable = common.isascii() and common.replace(" ", "").isalnum()
    kind = _ASN1Type.PrintableString if is_printable else None
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(NameOID.COMMON_NAME, common, _type=kind),
        ]
    )


def _place(state: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.LOCALITY_NAME, state)])


def _key_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
