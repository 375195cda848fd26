"""Signing what our own compiler wrote, without a PDF library: one incremental update with a PAdES B-B signature.

`signing.PyHankoSigner` takes a PDF of any shape; this signer knows the one that the typesetter makes (PDF 1.7, one
cross-reference table, a flat tree of pages, no form) and refuses every other. ISO 32000-1: 7.5.6 incremental update,
12.7.2 form, 12.7.4.5 signature field, 12.8.1 signature dictionary. Version, dates, producer and XMP stay as they are,
so the file remains PDF/A-2 and PDF/UA-1.
"""

import re
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import NoReturn

from cryptography import x509

from legation.documents.cms import CannotSign, signed_data
from legation.documents.signing import FIELD, ROOM, Approve, Signature

_HEADER = b"%PDF-1.7\n"
_TAIL = re.compile(
    rb"trailer\n<</Size (\d{1,9})/Root (\d{1,9}) 0 R/Info (\d{1,9}) 0 R/ID\[(\([\w+/=-]+\))\([\w+/=-]+\)\]>>\n"
    rb"startxref\n(\d{1,10})\n%%EOF"
)
_MOST_TAIL = 512
_FREE = b"0000000000 65535 f"
_ENTRY, _ENTRY_BYTES = re.compile(rb"(\d{10}) 00000 n(?: \n|\r\n)"), 20
_PLAIN = re.compile(rb"(?:[^()<>%]++|<<|>>|\([\w-]*\))*+")  # a dictionary without strings but language tags
_CATALOG = re.compile(rb"/Type/Catalog/Pages (\d{1,9}) 0 R/")
_PAGES = re.compile(rb"/Type/Pages/Count \d+/Kids\[(\d{1,9}) 0 R[ \]]")
_PAGE = re.compile(rb"/Type/Page/")
_TAKEN = re.compile(rb"/(?:AcroForm|Version|Extensions|Perms)\b")
_LENGTH_DIGITS = 10  # room for the last number of the ByteRange


class IncrementalSigner:
    """`signing.PdfSigner` for PDFs of our own compiler."""

    def sign(self, pdf: bytes, signature: Signature, *, chain: tuple[x509.Certificate, ...], approve: Approve) -> bytes:
        """The signed PDF.

        Raises:
            CannotSign: the PDF has another shape, the signer's key is not on P-256, or the signature is too long.
        """
        shape = _shape(pdf)
        before, offsets = _objects(shape, len(pdf), signature)
        covered = sha256(pdf)
        covered.update(before)
        begin = len(pdf) + len(before)
        after = _after(shape, offsets, begin, identity=covered.hexdigest()[:32])
        covered.update(after)
        cms = signed_data(covered.digest(), chain=chain, approve=approve).hex().encode()
        if len(cms) > ROOM:
            raise CannotSign(f"a signature of {len(cms)} digits does not fit the {ROOM} that are kept for it")
        return b"".join((pdf, before, b"<", cms.ljust(ROOM, b"0"), b">", after))


@dataclass(frozen=True)
class _Shape:
    """What has to be known of a PDF to add to it: its trailer, and what stands in its catalog and first page.

    `identity` is the permanent part of the file identifier (14.4), as written.
    """

    size: int
    table: int
    root: int
    info: int
    identity: bytes
    catalog: bytes
    page: int
    page_content: bytes


def _shape(pdf: bytes) -> _Shape:
    """Raises `CannotSign` where a PDF differs from what our compiler writes."""
    at = pdf.rfind(b"trailer\n", max(0, len(pdf) - _MOST_TAIL))
    tail = _TAIL.fullmatch(pdf, at) if at >= 0 else None
    if tail is None or not pdf.startswith(_HEADER):
        _refuse("its header or trailer is another")
    size, root, info, table = (int(tail[group]) for group in (1, 2, 3, 5))
    head = b"xref\n0 %d\n%b" % (size, _FREE)
    if not pdf.startswith(head, table) or table + len(head) + 2 + (size - 1) * _ENTRY_BYTES != at:
        _refuse("it has no cross-reference table, or not only one")
    entries = table + len(head) + 2 - _ENTRY_BYTES
    catalog, pages = _dictionary(pdf, entries, size, root, _CATALOG)
    _content, page = _dictionary(pdf, entries, size, pages, _PAGES)
    page_content, _ = _dictionary(pdf, entries, size, page, _PAGE)
    if _TAKEN.search(catalog):
        _refuse("it has a form or a version of its own")
    if b"/Tabs/S" not in page_content:
        _refuse("its first page is not tagged")
    return _Shape(size, table, root, info, tail[4], catalog, page, page_content)


def _dictionary(pdf: bytes, entries: int, size: int, number: int, kind: re.Pattern[bytes]) -> tuple[bytes, int]:
    """What stands between the outer brackets of an object, and the object that its beginning names (0: none)."""
    at = entries + number * _ENTRY_BYTES
    entry = _ENTRY.fullmatch(pdf, at, at + _ENTRY_BYTES) if 0 < number < size else None
    begin = int(entry[1]) if entry else 0
    head = b"\n%d 0 obj\n<<" % number
    end = pdf.find(b">>\nendobj\n", begin)
    content = pdf[begin - 1 + len(head) : end]
    found = kind.match(content)
    if not begin or end < 0 or not pdf.startswith(head, begin - 1) or found is None:
        _refuse(f"object {number} is not where or what it should be")
    if not _PLAIN.fullmatch(content) or content.count(b"<<") != content.count(b">>"):
        _refuse(f"object {number} is not as plain as it should be")
    return content, int(found[1]) if kind.groups else 0


def _refuse(why: str) -> NoReturn:
    raise CannotSign(f"this PDF is not of our compiler's making: {why}")


def _objects(shape: _Shape, at: int, signature: Signature) -> tuple[bytes, dict[int, int]]:
    """The new and changed objects up to the signature itself, which is the last, and where each begins.

    The field's widget lies outside the page and is printed (F 132: Print, Locked), without a picture: so PDF/A-2
    (6.3.2, 6.3.3) and PDF/UA-1 (7.18.1) take it.
    """
    form, field, value = range(shape.size, shape.size + 3)
    widget = b"/Type/Annot/Subtype/Widget/F 132/Rect[-9999 -9999 -9999 -9999]/P %d 0 R" % shape.page
    contents = {
        shape.page: _annotated(shape.page_content, field) + b">>",
        shape.root: b"%b/AcroForm %d 0 R>>" % (shape.catalog, form),
        form: b"/Fields[%d 0 R]/SigFlags 3>>" % field,
        field: b"/FT/Sig/T(%b)%b/V %d 0 R>>" % (FIELD.encode(), widget, value),
        value: _said(signature) + b"/Contents ",
    }
    written, offsets = bytearray(b"\n"), dict[int, int]()
    for number, content in contents.items():
        offsets[number] = at + len(written)
        written += b"%d 0 obj\n<<%b" % (number, content)
        if number != value:
            written += b"\nendobj\n"
    return bytes(written), offsets


def _annotated(page: bytes, field: int) -> bytes:
    """A page with one annotation more, its last."""
    if b"/Annots" not in page:
        return b"%b/Annots[%d 0 R]" % (page, field)
    annotated, count = re.subn(rb"/Annots\[([\d R]+)\]", rb"/Annots[\1 %d 0 R]" % field, page)
    if count != 1 or page.count(b"/Annots") != 1:
        _refuse("the annotations of its first page are not a plain list")
    return annotated


def _said(signature: Signature) -> bytes:
    """The signature dictionary without its value (12.8.1, table 252; ETSI EN 319 142-1, 6.3)."""
    at = signature.at.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ").encode()
    kind = b"/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
    return b"%b/M(%b)/Reason %b/Location %b" % (kind, at, _text(signature.reason), _text(signature.place))


def _text(text: str) -> bytes:
    """A text string (7.9.2.2) in UTF-16BE, in hexadecimal: no letter has a meaning in it."""
    return b"<feff%b>" % text.encode("utf-16-be").hex().encode()


def _after(shape: _Shape, offsets: dict[int, int], begin: int, *, identity: str) -> bytes:
    """What follows the signature: the ByteRange, the cross-reference table (7.5.4) and the trailer (7.5.5)."""
    head = b"/ByteRange[0 %d %d " % (begin, begin + ROOM + 2)
    ends = b"]>>\nendobj\n"
    width = len(head) + _LENGTH_DIGITS + len(ends)
    lines = b"".join(b"%d 1\n%010d 00000 n \n" % (number, offset) for number, offset in sorted(offsets.items()))
    table = b"xref\n0 1\n%b \n%b" % (_FREE, lines)
    trailer = b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[%b<%b>]/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        shape.size + 3, shape.root, shape.info, shape.identity, identity.encode(), shape.table,
        begin + ROOM + 2 + width,
    )  # fmt: skip
    length = b"%d" % (width + len(table) + len(trailer))
    return head + length.ljust(_LENGTH_DIGITS) + ends + table + trailer
