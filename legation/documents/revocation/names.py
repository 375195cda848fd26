"""How the lists name a signer: by what a seal says of it, whichever format says it.

VDS says signer and serial number (`UTS1/1A`), IDB the last five bytes of the certificate's SHA-1 (ten hex digits), and
VDS-NC carries the certificate (its SHA-256, 64 hex digits). A name finds a key and proves nothing.
"""

from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from legation.documents.seals.certificates import SEAL_SIGNER, VDS_NC_SIGNER, short_reference, signer_of, unfitness
from legation.documents.seals.interface import AnySeal
from legation.documents.seals.vds_nc.seal import NcSeal


def names_of(certificate: x509.Certificate) -> list[str]:
    """The names that seals of a certificate use, of the formats that it is fit for; none for one that may not seal."""
    names = []
    if not unfitness(certificate, (SEAL_SIGNER,)):
        names += [_numbered(signer_of(certificate), certificate.serial_number), short_reference(certificate).hex()]
    if not unfitness(certificate, (VDS_NC_SIGNER,)):
        names.append(certificate.fingerprint(hashes.SHA256()).hex())
    return names


def name_in(seal: AnySeal) -> str:
    """The name that a seal uses; empty where it says nothing of its signer that can be read."""
    match seal.certificate_key:
        case (str(signer), int(serial)):
            return _numbered(signer, serial)
        case bytes(short):
            return short.hex()
    return sha256(seal.certificate).hexdigest() if isinstance(seal, NcSeal) else ""


def _numbered(signer: str, serial: int) -> str:
    return f"{signer}/{serial:X}"
