"""What the certificates of a seal's key chain say (Doc 9303-12 section 7.1, Tables 6 and 8).

The signer certificate and the seal's header name each other: country and common name are the four characters
of the signer identifier, the serial number is the certificate reference (9303-12 section 7.1.3).
"""

import re
from collections.abc import Collection, Hashable
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from .errors import SealKeyError

SEAL_SIGNER = x509.ObjectIdentifier("2.23.136.1.1.11.1")
"""Extended key usage of barcode signers, id-icao-vdsSigner (9303-12 section 7.1.3)."""

VDS_NC_SIGNER = x509.ObjectIdentifier("2.23.136.1.1.14.2")
"""Extended key usage of signers of VDS-NC (ICAO TR VDS-NC 1.1 section 5, its worked example)."""

DOCUMENT_TYPES = x509.ObjectIdentifier("2.23.136.1.1.6.2")
"""The extension that lists the document codes a signer may seal (9303-12 section 7.1.1.6)."""

_STATE = re.compile(r"[A-Z]{1,3}")
_DOCUMENT_TYPE = re.compile(r"[A-Z]{1,2}")
_SEQUENCE, _SET, _PRINTABLE, _VERSION_0 = 0x30, 0x31, 0x13, b"\x02\x01\x00"
_UNDERSTOOD = frozenset(
    {x509.BasicConstraints.oid, x509.KeyUsage.oid, x509.ExtendedKeyUsage.oid, x509.SubjectAlternativeName.oid}
)


def signer_of(certificate: x509.Certificate) -> str:
    """The signer identifier a certificate stands for: its country and common name, as `UTTS`."""
    return country_of(certificate) + _only(certificate.subject, NameOID.COMMON_NAME)


def short_reference(certificate: x509.Certificate) -> bytes:
    """What an IDB seal quotes: the last five bytes of the certificate's SHA-1. It finds, it proves nothing."""
    return certificate.fingerprint(hashes.SHA1())[-5:]  # noqa: S303


def identity(certificate: x509.Certificate) -> bytes:
    """SHA-256 of what its authority signed: the name under which a certificate is revoked.

    Not the fingerprint of the whole: anybody can write the signature of a certificate anew (s as n - s), and one that
    travels in a seal would then be another and no longer on the list.
    """
    return sha256(certificate.tbs_certificate_bytes).digest()


def keys_of(certificate: x509.Certificate) -> tuple[Hashable, ...]:
    """All that a seal may say to mean this certificate: signer with serial number, short reference."""
    return (signer_of(certificate), certificate.serial_number), short_reference(certificate)


def country_of(certificate: x509.Certificate) -> str:
    """The two-letter country of the subject, or an empty text."""
    return _only(certificate.subject, NameOID.COUNTRY_NAME)


def states_of(root: x509.Certificate) -> frozenset[str]:
    """The State codes, as in the zone, that a root names for itself (9303-12 7.1.1.2); may be empty."""
    try:
        names = root.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return frozenset()
    directory = names.get_values_for_type(x509.DirectoryName)
    # A stateOrProvinceName stands there only when the locality alone is not unique, and then it is the code.
    codes = (_only(name, NameOID.STATE_OR_PROVINCE_NAME) or _only(name, NameOID.LOCALITY_NAME) for name in directory)
    return frozenset(code for code in codes if _STATE.fullmatch(code))


def document_types_of(certificate: x509.Certificate) -> frozenset[str] | None:
    """The document codes a signer may seal, or None when its certificate does not limit them.

    Raises `SealKeyError` when the extension is there and cannot be read.
    """
    try:
        extension = certificate.extensions.get_extension_for_oid(DOCUMENT_TYPES).value
    except x509.ExtensionNotFound:
        return None
    return _decode_types(extension.public_bytes())


def encode_document_types(types: Collection[str]) -> bytes:
    """The value of the document type extension: SEQUENCE { INTEGER 0, SET OF PrintableString }.

    Raises `SealKeyError` for a type that is not one or two letters, or more of them than short lengths count.
    """
    if not all(_DOCUMENT_TYPE.fullmatch(each) for each in types):
        raise SealKeyError(f"document types are one or two letters, not {types}")
    entries = b"".join(bytes((_PRINTABLE, len(each))) + each.encode() for each in sorted(types, key=_der_order))
    content = _VERSION_0 + bytes((_SET, len(entries))) + entries
    if len(content) > 0x7F:
        raise SealKeyError("too many document types for one signer")
    return bytes((_SEQUENCE, len(content))) + content


def is_issued_by(certificate: x509.Certificate, root: x509.Certificate) -> bool:
    """Whether `root` signed the certificate and both name the same country."""
    try:
        certificate.verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return country_of(root) == country_of(certificate)


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether a certificate may sign others."""
    try:
        extensions = certificate.extensions
        constraints = extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False
    return constraints.ca and usage.key_cert_sign


def unfitness(certificate: x509.Certificate, purposes: Collection[x509.ObjectIdentifier]) -> str:
    """Why a certificate may not seal, or an empty text (9303-12 section 7.1.3)."""
    try:
        found = {extension.oid: extension for extension in certificate.extensions}
    except (x509.DuplicateExtension, ValueError) as error:
        return f"its extensions cannot be read: {error}"
    strange = [oid for oid, extension in found.items() if extension.critical and oid not in _UNDERSTOOD]
    if strange:
        return f"it has critical extensions unknown here: {', '.join(oid.dotted_string for oid in strange)}"
    values = {oid: extension.value for oid, extension in found.items()}
    purpose = values.get(x509.ExtendedKeyUsage.oid)
    if not isinstance(purpose, x509.ExtendedKeyUsage) or not set(purposes).intersection(purpose):
        return "its extended key usage is not the one for seals"
    usage = values.get(x509.KeyUsage.oid)
    if isinstance(usage, x509.KeyUsage) and not usage.digital_signature:
        return "its key usage excludes signatures"
    constraints = values.get(x509.BasicConstraints.oid)
    signs_others = isinstance(constraints, x509.BasicConstraints) and constraints.ca
    return "it is an authority, not a signer" if signs_others else ""


def _only(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    values = [attribute.value for attribute in name.get_attributes_for_oid(oid)]
    return values[0] if len(values) == 1 and isinstance(values[0], str) else ""


def _der_order(document_type: str) -> tuple[int, str]:
    return len(document_type), document_type


def _decode_types(data: bytes) -> frozenset[str]:
    start = len(_VERSION_0) + 4
    parts = data[start:]
    types = []
    while parts:
        length = parts[1] if len(parts) > 1 else 0
        types.append(parts[2 : 2 + length].decode("ascii", "replace"))
        parts = parts[2 + length :]
    # Not byte by byte: some States do not sort the set as DER would have it.
    if len(encode_document_types(types)) != len(data):
        raise SealKeyError("the list of document types in the certificate cannot be read")
    return frozenset(types)
