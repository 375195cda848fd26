"""Development keys: a root of UTO and a signer for each purpose, made in memory. Whatever they sign is a specimen."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa

from legation.documents.certificates import issue_signer
from legation.documents.seals.certificates import SEAL_SIGNER, VDS_NC_SIGNER
from legation.documents.seals.issuing import issue_root, issue_seal_signer, new_key
from legation.documents.signer.protocol import Purpose

COUNTRY, STATE = "UT", "UTO"
ROOT_NAME = "SPECIMEN Legation development root"
PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | mldsa.MLDSA65PrivateKey
_YEAR = timedelta(days=365)
_ROOT_YEARS, _VALID_YEARS, _SIGNING_YEARS = 12, 5, 3


def root(*, begin: datetime, crl_url: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A country signing root of Utopia."""
    key = new_key()
    certificate = issue_root(
        key, country=COUNTRY, state=STATE, name=ROOT_NAME, crl_url=crl_url, not_before=begin,
        signs_until=begin + _VALID_YEARS * _YEAR, not_after=begin + _ROOT_YEARS * _YEAR,
    )  # fmt: skip
    return key, certificate


def signer(
    purpose: Purpose, root_key: ec.EllipticCurvePrivateKey, root: x509.Certificate, *, begin: datetime
) -> tuple[PrivateKey, x509.Certificate]:
    """A signer under that root: Ed25519 for the log, P-256 for everything else."""
    ends = begin + _VALID_YEARS * _YEAR
    if purpose is Purpose.SEAL:
        seal_key = new_key()
        return seal_key, issue_seal_signer(
            seal_key.public_key(), root=root, root_key=root_key, name="S1", reference=1, not_before=begin,
            not_after=ends, document_types=["V", "PU"], purposes=(SEAL_SIGNER, VDS_NC_SIGNER),
        )  # fmt: skip
    key = new_private_key(purpose)
    return key, issue_signer(
        purpose, key.public_key(), root=root, root_key=root_key, name=f"SPECIMEN Legation {purpose} signer 1",
        not_before=begin, not_after=ends, signs_until=begin + _SIGNING_YEARS * _YEAR,
    )  # fmt: skip


def new_private_key(purpose: Purpose) -> PrivateKey:
    """A fresh key of the kind that a purpose asks for."""
    if purpose is Purpose.TREE_HEAD:
        return ed25519.Ed25519PrivateKey.generate()
    return mldsa.MLDSA65PrivateKey.generate() if purpose is Purpose.QUANTUM else new_key()
