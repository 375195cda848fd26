"""Papers that must last (PAdES B-LTA, ETSI EN 319 142-1, 6.3): time stamp, revocation list and chain inside the file.

Made by pyHanko, the slow path. A paper is signed with a time stamp on the signature (B-T); then it is prolonged: a
document security store with certificates and revocation list, and a time stamp over everything. Prolonging again,
before the last stamp's certificate ends or its algorithm grows weak, is what keeps it for decades.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from legation.documents.keys import KeyRing
from legation.documents.pdf_signatures import Finding, examine
from legation.documents.signing import Approve, PyHankoSigner, Signature, quiet
from legation.ground.errors import Unavailable

if TYPE_CHECKING:
    from legation.documents.timestamps.client import CheckedStamper

_ROOM = 32768  # hexadecimal digits for a signature with a time stamp inside
_MOST_ADDED = 2 * 1024 * 1024


@dataclass(frozen=True)
class LastingSigner:
    """`signing.PdfSigner` that signs and prolongs. `stamper` gives the time stamps."""

    ring: KeyRing
    stamper: Any

    def sign(self, pdf: bytes, signature: Signature, *, chain: tuple[x509.Certificate, ...], approve: Approve) -> bytes:
        """The signed and prolonged PDF.

        Raises:
            Unavailable: the authority does not answer, or there is no revocation list to put in.
        """
        signed = PyHankoSigner(stamper=self.stamper, room=_ROOM).sign(pdf, signature, chain=chain, approve=approve)
        return prolong(signed, ring=self.ring, stamper=self.stamper)


def stamper(*, at: datetime) -> "CheckedStamper":
    """The authority that the settings name.

    Raises:
        Unavailable: they name none, or its root is not there.
    """
    from legation.documents.timestamps.client import CheckedStamper  # it brings a fifth of what a process has to load

    if not settings.LEGATION_TSA or not settings.LEGATION_TSA_ROOT:
        raise Unavailable("papers that last need LEGATION_TSA and LEGATION_TSA_ROOT")
    try:
        root = x509.load_pem_x509_certificate(Path(settings.LEGATION_TSA_ROOT).read_bytes())
    except (OSError, ValueError) as error:
        raise Unavailable(f"the root of the time stamping authority cannot be read: {error}") from error
    return CheckedStamper(settings.LEGATION_TSA, root, at=at, crl_url=settings.LEGATION_TSA_CRL)


def prolong(pdf: bytes, *, ring: KeyRing, stamper: Any) -> bytes:
    """The PDF with the chain and the newest revocation list added, and a time stamp over everything.

    Raises:
        Unavailable: the authority does not answer, or there is no revocation list.
    """
    from asn1crypto import crl as asn1_crl
    from asn1crypto import x509 as asn1
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfTimeStamper
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    if ring.crl is None:
        raise Unavailable("a paper that lasts holds the revocation list; `legation keys crl` makes one")
    writer = quiet(IncrementalPdfFileWriter)(BytesIO(pdf))
    signatures = writer.prev.embedded_signatures
    certificates = [asn1.Certificate.load(each.public_bytes(Encoding.DER)) for each in (ring.document, ring.root)]
    lists = (ring.crl.public_bytes(Encoding.DER), *stamper.revocation_lists())
    crls = [asn1_crl.CertificateList.load(each) for each in lists]
    contents = signatures[0].sig_object.raw_get("/Contents").original_bytes.hex().encode()
    DocumentSecurityStore.supply_dss_in_writer(writer, contents, certs=certificates, crls=crls)
    out = BytesIO()
    PdfTimeStamper(stamper, field_name=f"Stamp{len(signatures)}").timestamp_pdf(writer, "sha256", output=out)
    return out.getvalue()


def examine_lasting(pdf: bytes, roots: Iterable[x509.Certificate]) -> Finding:
    """`pdf_signatures.examine`, but for a paper of ours to which only security stores and time stamps were added.

    Only what begins with bytes of ours is looked at by the PDF library, and only so much of it.
    """
    finding = examine(pdf, roots)
    added = len(pdf) - finding.end
    if finding.state == "altered" and finding.end and added <= _MOST_ADDED and _is_only_prolonged(pdf):
        return replace(finding, state="intact")
    return finding


def _is_only_prolonged(pdf: bytes) -> bool:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel

    try:
        reader = PdfFileReader(BytesIO(pdf))
        signature, last = reader.embedded_signatures[0], reader.embedded_timestamp_signatures[-1]
        for each in (signature, last):
            each.compute_integrity_info(diff_policy=DEFAULT_DIFF_POLICY)
        found = signature.diff_result
    except Exception:  # what a stranger adds may break the reader in any way
        return False
    is_covered = last.coverage is SignatureCoverageLevel.ENTIRE_FILE
    is_plain = isinstance(found, DiffResult) and found.modification_level <= ModificationLevel.LTA_UPDATES
    return is_covered and is_plain
