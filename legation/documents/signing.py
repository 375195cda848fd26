"""Signing a PDF: PAdES B-B (ETSI EN 319 142-1) with ECDSA on P-256, in an invisible field, the chain embedded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Protocol

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

Approve = Callable[[bytes], bytes]
"""Takes the SHA-256 of the CMS signed attributes and gives the DER signature; the key lives elsewhere."""

FIELD = "Ministry"
ROOM = 8192  # hexadecimal digits kept free for the signature; two certificates and a signature take about 4,600


@dataclass(frozen=True, kw_only=True)
class Signature:
    """What a signature says besides the certificate: why, where, when."""

    reason: str
    place: str
    at: datetime


class PdfSigner(Protocol):
    """Whatever puts a signature into a PDF as an incremental update that covers the whole file."""

    def sign(self, pdf: bytes, signature: Signature, *, chain: tuple[x509.Certificate, ...], approve: Approve) -> bytes:
        """The signed PDF. `chain` begins with the signer and ends with the root."""
        ...


@dataclass(frozen=True)
class PyHankoSigner:
    """`PdfSigner` by pyHanko. With a `stamper` the signature holds a time stamp (B-T) and needs more `room`."""

    stamper: Any = None
    room: int = ROOM

    def sign(self, pdf: bytes, signature: Signature, *, chain: tuple[x509.Certificate, ...], approve: Approve) -> bytes:
        """The signed PDF."""
        out = BytesIO()
        writer, session = session_to_sign(pdf, signature, chain, approve=approve, stamper=self.stamper)
        session.sign_pdf(writer, output=out, bytes_reserved=self.room)
        return out.getvalue()


def session_to_sign(
    pdf: bytes,
    signature: Signature,
    chain: tuple[x509.Certificate, ...],
    *,
    approve: Approve = lambda _digest: b"",
    stamper: Any = None,
) -> tuple[Any, Any]:
    """pyHanko's writer and signer for a PDF, with the field and the words; `approve` may be left to the caller."""
    from pyhanko.pdf_utils.generic import NameObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec

    # an annotation outside the page satisfies PDF/A-2 (6.3) and PDF/UA-1 (7.18.1) at once
    where = SigFieldSpec(FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True))
    writer = quiet(IncrementalPdfFileWriter)(BytesIO(pdf))
    writer.find_page_for_modification(0)[0].get_object()["/Tabs"] = NameObject("/S")  # PDF/UA-1, 7.18.3
    return writer, _session_signer(signature, _cms_signer(chain, approve), where, stamper)


def quiet(writer: Any) -> Any:
    """A kind of writer that leaves alone what makes a file PDF/A-2: its version, and dates said in two places."""

    class Quiet(writer):  # type: ignore[misc]
        def _update_meta(self) -> None:
            """Date and producer stay as the compiler wrote them."""

        def ensure_output_version(self, version: tuple[int, int]) -> None:
            """PDF/A-2 is PDF 1.7 (ISO 19005-2, 5.1); it takes a PAdES signature without the mark of PDF 2.0."""

        def register_extension(self, extension: Any) -> None:
            """No developer extensions either."""

    return Quiet


def _cms_signer(chain: tuple[x509.Certificate, ...], approve: Approve) -> Any:
    from asn1crypto import x509 as asn1
    from cryptography.hazmat.primitives.hashes import SHA256, Hash
    from pyhanko.sign.signers import Signer
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class Remote(Signer):
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            digest = Hash(SHA256())
            digest.update(data)
            return approve(digest.finalize())

    certificates = [asn1.Certificate.load(each.public_bytes(Encoding.DER)) for each in chain]
    store = SimpleCertificateStore.from_certs(certificates[1:])
    return Remote(signing_cert=certificates[0], cert_registry=store)


def _session_signer(signature: Signature, cms_signer: Any, where: Any, stamper: Any) -> Any:
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    class Dated(PdfSigner):
        def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
            session = super().init_signing_session(*args, **kwargs)
            session.system_time = signature.at
            return session

    meta = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=signature.reason,
        location=signature.place,
    )  # fmt: skip
    return Dated(meta, cms_signer, new_field_spec=where, timestamper=stamper)
