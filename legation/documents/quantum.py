"""A second signature by ML-DSA-65 (FIPS 204) over the same bytes, for readers to come; off unless the profile says so.

PAdES allows one SignerInfo (ETSI EN 319 142-1, 6.3), so the second signature is a detached SignedData of its own, as
RFC 9882 has it, in an unsigned attribute of the first. The first stays whole and covers the file; who knows nothing of
the second passes it over. Made by the slow path: some 14 KB more in the file.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256, sha512
from typing import Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import mldsa

from legation.documents import der
from legation.documents.certificates import may_sign_documents
from legation.documents.cms import detached, signed_data
from legation.documents.pdf_signatures import content_of, is_issued, is_named
from legation.documents.signing import Approve, Signature, session_to_sign

ATTRIBUTE = bytes.fromhex("06146981de8e9686d2cbbab5a78a8f978fd285e7e766")
"""Of our own, 2.25.147617894220125315565293422060764787686, in DER (X.667)."""

ML_DSA_65 = bytes.fromhex("300b0609608648016503040312")  # AlgorithmIdentifier without parameters, RFC 9882 section 4
SHA_512 = bytes.fromhex("300b0609608648016503040203")
ROOM = 8192 + 2 * 6400  # hexadecimal digits: 3,309 bytes of signature and about 2,300 of certificate come on top
_MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
_UNSIGNED = 0xA1

State = Literal["none", "wrong", "intact"]


@dataclass(frozen=True)
class TwofoldSigner:
    """`signing.PdfSigner` whose signature holds a second one.

    Args:
        certificate: The second signer's, with a key of ML-DSA-65.
        approve: Takes the DER of the second signature's signed attributes and gives its signature.
    """

    certificate: x509.Certificate
    approve: Approve

    def sign(self, pdf: bytes, signature: Signature, *, chain: tuple[x509.Certificate, ...], approve: Approve) -> bytes:
        """The signed PDF."""
        writer, session = session_to_sign(pdf, signature, chain)
        prepared, _to_sign, out = asyncio.run(session.async_digest_doc_for_signing(writer, bytes_reserved=ROOM))
        content = _without(out.getvalue(), prepared.reserved_region_start, prepared.reserved_region_end)
        second = detached(
            sha512(content).digest(), certificate=self.certificate, approve=self.approve, hashed=SHA_512,
            algorithm=ML_DSA_65,
        )  # fmt: skip
        cms = signed_data(sha256(content).digest(), chain=chain, approve=approve, unsigned=((ATTRIBUTE, second),))
        prepared.fill_with_cms(out, cms)
        return bytes(out.getvalue())


def examine_second(pdf: bytes, roots: Iterable[x509.Certificate]) -> State:
    """What is to be said of the second signature of a PDF whose first one is intact. Never raises for the bytes."""
    try:
        found = content_of(pdf)
        second = _second_in(found[0]) if found else None
    except (ValueError, IndexError):
        return "none"
    if found is None or second is None:
        return "none"
    try:
        return "intact" if _is_good(second, found[1], tuple(roots)) else "wrong"
    except (ValueError, IndexError, InvalidSignature):
        return "wrong"


def _second_in(cms: bytes) -> der.Item | None:
    """The SignedData in the unsigned attribute of the first signer."""
    signed = der.first(der.first(cms).children()[1].content)
    (info,) = signed.children()[-1].children()
    for part in info.children():
        for attribute in part.children() if part.tag == _UNSIGNED else ():
            kind, values = attribute.children()
            if kind.whole == ATTRIBUTE:
                return der.first(der.first(values.content).children()[1].content)
    return None


def _is_good(signed: der.Item, content: bytes, roots: tuple[x509.Certificate, ...]) -> bool:
    parts = signed.children()
    (encoded,) = next(part for part in parts if part.tag == der.CONTEXT_0).children()
    (info,) = parts[-1].children()
    _version, signer, hashed, attributes, algorithm, value = info.children()[:6]
    certificate = x509.load_der_x509_certificate(encoded.whole)
    key = certificate.public_key()
    issuer, serial = signer.children()
    said = {kind.whole: values.content for kind, values in (each.children() for each in attributes.children())}
    digest = der.first(said.get(_MESSAGE_DIGEST, b"")).content
    if (hashed.whole, algorithm.whole, digest) != (SHA_512, ML_DSA_65, sha512(content).digest()):
        return False
    if not isinstance(key, mldsa.MLDSA65PublicKey) or not is_named(certificate, issuer, serial):
        return False
    key.verify(value.content, bytes((der.SET,)) + attributes.whole[1:])
    return may_sign_documents(certificate) and any(is_issued(root, certificate) for root in roots)


def _without(data: bytes, begin: int, end: int) -> bytes:
    return data[:begin] + data[end:]
