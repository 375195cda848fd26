"""Checking the signature of a PDF that anybody may have sent: bytes in, a finding out, in linear time.

A PDF of ours has one signature over all of its bytes but the signature itself (ISO 32000-1, 12.8.1), so nothing in it
has to be interpreted to know that it is unchanged: no page, no object, no stream of a stranger's file is parsed here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from legation.documents import der
from legation.documents.certificates import may_sign_documents

State = Literal["none", "foreign", "wrong", "altered", "intact"]

_RANGE = re.compile(rb"/ByteRange\s{0,8}\[\s{0,8}0{1,16}\s{1,8}(\d{1,16})\s{1,8}(\d{1,16})\s{1,8}(\d{1,16})\s{0,32}\]")
_HOLE = re.compile(rb"<(?:[0-9A-Fa-f]{2})*>")
_TIME = re.compile(rb"/M\(D:(\d{14})Z\)")
_MOST_DICTIONARY = 4096
_MOST_SIGNATURES = 16
_MOST_CMS = 64 * 1024
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # object identifiers of RFC 5652, encoded
_DATA = bytes.fromhex("06092a864886f70d010701")
_CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
_SHA_256 = bytes.fromhex("0609608648016503040201")  # RFC 5754 section 2.2
_SET_OF = b"\x31"  # signed attributes are hashed under the tag of a SET OF (RFC 5652 section 5.4)


@dataclass(frozen=True)
class Finding:
    """What a signature says, and by whom.

    none: there is no signature; foreign: none by a signer under our roots; wrong: one names our signer and was not
    made with its key; altered: one of ours, and the file is not what was signed; intact: one of ours over every byte.
    """

    state: State
    certificate: x509.Certificate | None = None
    signed_at: datetime | None = None
    """What the signature dictionary claims (ISO 32000-1, table 252); the signature covers it."""
    end: int = 0
    """Where what is signed ends, when up to there every byte is: others may have added something behind."""


_RANKS: tuple[State, ...] = ("none", "foreign", "wrong", "altered", "intact")


@dataclass(frozen=True)
class _Signed:
    """The parts of a CMS signature that matter."""

    certificate: x509.Certificate
    attributes: bytes
    digest: bytes
    signature: bytes
    is_padded: bool
    """Whether nothing but zeros follows it in its place."""


def examine(pdf: bytes, roots: Iterable[x509.Certificate]) -> Finding:
    """The best that can be said of the signatures in `pdf`. Never raises for what is in the bytes."""
    pinned = tuple(roots)
    findings = [_examine(pdf, span, pinned) for span in _spans(pdf)]
    return max(findings, key=lambda finding: _RANKS.index(finding.state), default=Finding("none"))


def content_of(pdf: bytes) -> tuple[bytes, bytes] | None:
    """The CMS of the first signature in a PDF, with its padding, and the bytes that it signs; None without one."""
    for first, second, end in _spans(pdf):
        return bytes.fromhex(pdf[first + 1 : second - 1].decode("ascii", "replace")), pdf[:first] + pdf[second:end]
    return None


def _spans(pdf: bytes) -> Iterator[tuple[int, int, int]]:
    """(end of the first part, start of the second, end of the second) of every signature in the file."""
    for count, match in enumerate(_RANGE.finditer(pdf)):
        if count == _MOST_SIGNATURES:
            return
        first, second, length = (int(group) for group in match.groups())
        if first < second and second + length <= len(pdf):
            yield first, second, second + length


def _examine(pdf: bytes, span: tuple[int, int, int], roots: tuple[x509.Certificate, ...]) -> Finding:
    first, second, end = span
    signed = _read_cms(pdf[first:second])
    if signed is None or not _is_ours(signed.certificate, roots):
        return Finding("foreign")
    if not _is_signed(signed):
        return Finding("wrong", signed.certificate)
    covered = sha256(memoryview(pdf)[:first])
    covered.update(memoryview(pdf)[second:end])
    fits = signed.is_padded and covered.digest() == signed.digest
    state: State = "intact" if fits and end == len(pdf) else "altered"
    return Finding(state, signed.certificate, _claimed_time(pdf[:first]), end if fits else 0)


def _claimed_time(before: bytes) -> datetime | None:
    """The time in the signature dictionary, which our signers write just before the signature."""
    found = _TIME.search(before, max(0, len(before) - _MOST_DICTIONARY))
    try:
        return datetime.strptime(found[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def _read_cms(hole: bytes) -> _Signed | None:
    """The signature between the two parts, or None when it is no CMS signature with SHA-256 and one signer."""
    if len(hole) > 2 * _MOST_CMS or not _HOLE.fullmatch(hole):
        return None
    try:
        data = bytes.fromhex(hole[1:-1].decode())
        outer = der.first(data)
        kind, content = outer.children()
        parts = der.first(content.content).children()
        (info,) = parts[-1].children()
        certificates = next(part for part in parts if part.tag == der.CONTEXT_0).children()
        is_padded = not data[len(outer.whole) :].strip(b"\0")
        return _signed(info, certificates, is_padded) if kind.whole == _SIGNED_DATA else None
    except (ValueError, IndexError, StopIteration):
        return None


def _signed(info: der.Item, certificates: list[der.Item], is_padded: bool) -> _Signed | None:
    """SignerInfo (RFC 5652 section 5.3), with signed attributes and its signer named by issuer and serial number."""
    _version, signer, hashed, attributes, _algorithm, signature = info.children()[:6]
    issuer, serial = signer.children()
    found = {key.whole: values.children() for key, values in (each.children() for each in attributes.children())}
    certificate = next(each for each in map(_loaded, certificates) if is_named(each, issuer, serial))
    (kind,), (digest,) = found.get(_CONTENT_TYPE, []), found.get(_MESSAGE_DIGEST, [])
    if hashed.children()[0].whole != _SHA_256 or kind.whole != _DATA or attributes.tag != der.CONTEXT_0:
        return None
    return _Signed(certificate, _SET_OF + attributes.whole[1:], digest.content, signature.content, is_padded)


def _loaded(item: der.Item) -> x509.Certificate:
    return x509.load_der_x509_certificate(item.whole)


def is_named(certificate: x509.Certificate, issuer: der.Item, serial: der.Item) -> bool:
    """Whether issuer and serial number in a signature name this certificate."""
    named = (certificate.issuer.public_bytes(), certificate.serial_number)
    return named == (issuer.whole, int.from_bytes(serial.content, "big", signed=True))


def _is_ours(certificate: x509.Certificate, roots: tuple[x509.Certificate, ...]) -> bool:
    return may_sign_documents(certificate) and any(is_issued(root, certificate) for root in roots)


def is_issued(root: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Whether `root` signed the certificate."""
    try:
        certificate.verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _is_signed(signed: _Signed) -> bool:
    try:
        key = signed.certificate.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return False
        key.verify(signed.signature, signed.attributes, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
