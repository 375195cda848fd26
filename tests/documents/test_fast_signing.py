"""The signer without a PDF library gives what pyHanko gives, and signs nothing but our own compiler's shape."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from asn1crypto import cms as asn1_cms
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader

from legation.documents import api
from legation.documents.cms import CannotSign
from legation.documents.fast_signing import IncrementalSigner
from legation.documents.keys import key_ring
from legation.documents.pdf_signatures import examine
from legation.documents.reading import read_back
from legation.documents.services import make as making
from legation.documents.signing import ROOM, PdfSigner, PyHankoSigner, Signature
from legation.documents.typesetting import typeset
from tests.conftest import NOW
from tests.documents.orders import order
from tests.documents.support import Recorder, chain, tool
from tests.documents.test_signatures import judged_by_pyhanko

RING, KEYS, _ROOT_KEY = chain()
CHAIN = (RING.document, RING.root)
WORDS = Signature(reason="Electronic visa (entry) 7K2M", place="Utopia", at=NOW)
HELLO = (
    '#set document(title: "Hello", author: "Ministry", date: auto)\n#set text(font: "Legation Sans", lang: "en")\nHi'
)


def paper(source: str = "") -> bytes:
    return typeset(HELLO + source, {}, {}, at=NOW, is_specimen=True)


def approve(digest: bytes) -> bytes:
    return KEYS.document.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))


def signed(pdf: bytes, words: Signature = WORDS, *, by: PdfSigner | None = None) -> bytes:
    return (by or IncrementalSigner()).sign(pdf, words, chain=CHAIN, approve=approve)


def signature_in(pdf: bytes) -> "asn1_cms.SignedData":
    return PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0].signed_data


UNSIGNED = paper()
SIGNED = signed(UNSIGNED)
(HOLE,) = re.finditer(rb"<[0-9a-f]{%d}>" % ROOM, SIGNED)


@pytest.mark.parametrize("source", ["", '\n#link("https://a.example")[There]', "\n#pagebreak()\nMore" * 12])
def test_pyhanko_finds_it_intact_trusted_and_whole(source: str) -> None:
    assert judged_by_pyhanko(signed(paper(source)), RING.root) == "INTACT:TRUSTED,UNTOUCHED"


def test_pyhanko_does_not_trust_it_under_another_root() -> None:
    assert "UNTRUSTED" in judged_by_pyhanko(SIGNED, chain()[0].root)


def test_poppler_finds_it_valid_over_the_total_document(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(SIGNED)
    said = tool("pdfsig", "-nocert", str(tmp_path / "a.pdf"))
    assert "Signature is Valid" in said and "Total document signed" in said
    assert "Signature Field Name: Ministry" in said and "ETSI.CAdES.detached" in said


@settings(max_examples=300, deadline=None)
@given(part=st.integers(0, len(SIGNED) - ROOM - 3), flip=st.integers(1, 255))
def test_a_changed_byte_anywhere_in_the_signed_ranges_is_found(part: int, flip: int) -> None:
    pdf = bytearray(SIGNED)
    pdf[part if part < HOLE.start() else part + ROOM + 2] ^= flip
    assert examine(bytes(pdf), [RING.root]).state != "intact"


@settings(max_examples=20, deadline=None)
@given(part=st.floats(0, 1), flip=st.integers(1, 255))
def test_pyhanko_finds_a_changed_byte_too(part: float, flip: int) -> None:
    pdf = bytearray(SIGNED)
    pdf[int(part * (len(UNSIGNED) - 1200))] ^= flip  # before the old table: the file can still be opened
    try:
        assert judged_by_pyhanko(bytes(pdf), RING.root).startswith("INVALID")
    except Exception as error:
        assert "Pdf" in type(error).__name__ or isinstance(error, (ValueError, KeyError, IndexError))


def test_what_is_appended_is_not_covered() -> None:
    added = SIGNED + b"1 0 obj\n<</Type/Catalog>>\nendobj\n"
    assert examine(SIGNED, [RING.root]).state == "intact"
    assert examine(added, [RING.root]).state == "altered"
    assert "UNTOUCHED" not in judged_by_pyhanko(added, RING.root)


def test_both_signers_sign_the_same_attributes_and_embed_the_same_certificates() -> None:
    ours, theirs = signature_in(SIGNED), signature_in(signed(UNSIGNED, by=PyHankoSigner()))
    kinds = [[each["type"].native for each in one["signer_infos"][0]["signed_attrs"]] for one in (ours, theirs)]
    assert kinds[0] == kinds[1] == ["content_type", "message_digest", "signing_certificate_v2"]
    for part in ("certificates", "encap_content_info", "version"):
        assert ours[part].dump() == theirs[part].dump()
    ours_by, theirs_by = (one["signer_infos"][0]["signed_attrs"][2].dump() for one in (ours, theirs))
    assert ours_by == theirs_by


def test_the_signature_is_der() -> None:
    data = bytes.fromhex(HOLE[0][1:-1].decode())
    outer = asn1_cms.ContentInfo.load(data)
    assert data.startswith(outer.dump(force=True)) and outer["content_type"].native == "signed_data"


def test_both_signers_write_the_same_field_and_catalog() -> None:
    ours, theirs = (PdfFileReader(io.BytesIO(pdf)) for pdf in (SIGNED, signed(UNSIGNED, by=PyHankoSigner())))
    assert ours.root.keys() == theirs.root.keys() and ours.root["/AcroForm"]["/SigFlags"] == 3
    one, other = (each.root["/AcroForm"]["/Fields"][0] for each in (ours, theirs))
    assert one.keys() == other.keys()
    assert all(one[key] == other[key] for key in ("/F", "/FT", "/Rect", "/Subtype", "/T", "/Type"))
    assert ours.root["/Pages"]["/Kids"][0].keys() == theirs.root["/Pages"]["/Kids"][0].keys()
    assert one["/V"].keys() == other["/V"].keys()


@pytest.mark.parametrize(
    "text", ["تأشيرة إلكترونية (7K2M)", "Şəhər \\ (", ")/Type", "", "<>%\r\n", "\N{OLIVE} 7"]
)  # fmt: skip
def test_any_text_is_written_as_it_is(text: str) -> None:
    pdf = signed(UNSIGNED, replace(WORDS, reason=text, place=text[::-1]))
    said = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0].sig_object
    assert (said["/Reason"], said["/Location"]) == (text, text[::-1])
    assert judged_by_pyhanko(pdf, RING.root) == "INTACT:TRUSTED,UNTOUCHED"


def test_the_time_is_written_in_universal_time() -> None:
    at = datetime(2026, 11, 22, 1, 30, tzinfo=timezone(timedelta(hours=4)))
    said = PdfFileReader(io.BytesIO(signed(UNSIGNED, replace(WORDS, at=at)))).embedded_signatures[0].sig_object
    assert said["/M"] == "D:20261121213000Z"


def test_nothing_but_the_update_is_new() -> None:
    assert SIGNED.startswith(UNSIGNED + b"\n")
    update = SIGNED[len(UNSIGNED) :]
    for word in (b"/Info <<", b"/ModDate", b"/Producer", b"/Version", b"/Extensions", b"stream\n", b"/Metadata<<"):
        assert word not in update
    assert b"<pdfaid:part>2</pdfaid:part>" in SIGNED and b"<pdfuaid:part>1</pdfuaid:part>" in SIGNED


def test_a_strict_reader_finds_two_revisions_and_the_old_identity() -> None:
    reader, before = PdfFileReader(io.BytesIO(SIGNED), strict=True), PdfFileReader(io.BytesIO(UNSIGNED), strict=True)
    assert reader.xrefs.total_revisions == 2 and reader.total_revisions == 2
    assert reader.trailer["/Info"] == before.trailer["/Info"]
    old, new = before.trailer["/ID"], reader.trailer["/ID"]
    same, changed = ((one.original_bytes, other.original_bytes) for one, other in zip(old, new, strict=True))
    assert same[0] == same[1] and changed[0] != changed[1]  # ISO 32000-1, 14.4
    assert reader.root["/Pages"]["/Kids"][0]["/Annots"][0]["/T"] == "Ministry"


def test_every_new_object_is_where_the_table_says() -> None:
    table = SIGNED.rindex(b"xref\n0 1\n")
    assert SIGNED.endswith(b"startxref\n%d\n%%%%EOF\n" % table)
    entries = re.findall(rb"(\d+) 1\n(\d{10}) 00000 n \n", SIGNED[table:])
    assert len(entries) == 5
    for number, offset in entries:
        assert SIGNED.startswith(b"\n%b 0 obj\n<<" % number, int(offset) - 1)


def test_other_tools_read_it_without_complaint(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(SIGNED)
    said = tool("pdfinfo", str(tmp_path / "a.pdf"))
    for line in ("Title:           Hello", "Creator:         Typst", "Tagged:          yes", "PDF version:     1.7"):
        assert line in said


def test_mutool_reads_it_without_complaint(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(SIGNED)
    assert "Pages: 1" in tool("mutool", "info", str(tmp_path / "a.pdf"))


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _pdf: b"",
    "another version": lambda pdf: pdf.replace(b"%PDF-1.7", b"%PDF-2.0"),
    "cut short": lambda pdf: pdf[:-1],
    "something after the end": lambda pdf: pdf + b"\n",
    "signed already": signed,
    "signed by pyHanko": lambda pdf: signed(pdf, by=PyHankoSigner()),
    "a wrong place of the table": lambda pdf: re.sub(rb"startxref\n\d", b"startxref\n9", pdf),
    "a table of another size": lambda pdf: pdf.replace(b"/Size ", b"/Size 1"),
    "encrypted": lambda pdf: pdf.replace(b"/ID[", b"/Encrypt 1 0 R/ID["),
    "a form": lambda pdf: pdf.replace(b"/Metadata ", b"/AcroForm ", 1),
    "a shifted object": lambda pdf: pdf.replace(b"%PDF-1.7\n", b"%PDF-1.7\n%\n"),
    "no page": lambda pdf: pdf.replace(b"/Type/Page/", b"/Type/Form/"),
    "a tree of pages": lambda pdf: pdf.replace(b"/Type/Page/", b"/Type/Pages/"),
    "an untagged page": lambda pdf: pdf.replace(b"/Tabs/S", b"/Tabs/R"),
    "an open string": lambda pdf: pdf.replace(b"/Lang(en)", b"/Lang(e()"),
    "a comment": lambda pdf: pdf.replace(b"/Lang(en)", b"/Lang %n)"),
    "an open bracket": lambda pdf: pdf.replace(b"/Suspects false>>", b"/Suspects false  "),
    "annotations elsewhere": lambda pdf: pdf.replace(b"/StructParents 0", b"/Annots 12345 0 R"[:16]),
}


@pytest.mark.parametrize("what", BROKEN)
def test_another_shape_is_refused(what: str) -> None:
    broken = BROKEN[what](UNSIGNED)
    assert broken != UNSIGNED
    with pytest.raises(CannotSign, match="not of our compiler's making"):
        signed(broken)


def test_a_signature_that_does_not_fit_is_refused() -> None:
    with pytest.raises(CannotSign, match="does not fit"):
        IncrementalSigner().sign(UNSIGNED, WORDS, chain=CHAIN, approve=lambda _digest: b"0" * 4096)
    with pytest.raises(CannotSign, match="does not fit"):
        IncrementalSigner().sign(UNSIGNED, WORDS, chain=(RING.document,) * 9, approve=approve)


def test_a_key_on_another_curve_is_refused_before_anything_is_signed() -> None:
    from legation.documents.certificates import issue_document_signer

    key = ec.generate_private_key(ec.SECP384R1()).public_key()
    life = {"not_before": NOW, "not_after": NOW + timedelta(days=1)}
    other = issue_document_signer(key, root=RING.root, root_key=_ROOT_KEY, name="Other", **life)
    with pytest.raises(CannotSign, match="P-256"):
        IncrementalSigner().sign(
            UNSIGNED, WORDS, chain=(other, RING.root), approve=lambda _digest: pytest.fail("asked")
        )


def test_the_key_is_asked_once_for_the_digest_of_the_attributes() -> None:
    asked: list[bytes] = []
    pdf = IncrementalSigner().sign(UNSIGNED, WORDS, chain=CHAIN, approve=lambda d: asked.append(d) or approve(d))
    attributes = signature_in(pdf)["signer_infos"][0]["signed_attrs"].untag().dump()
    digest = hashes.Hash(hashes.SHA256())
    digest.update(attributes)
    assert asked == [digest.finalize()]


def test_each_chain_has_its_own_certificates() -> None:
    other, keys, _root = chain("XYZ", "XY")
    sign = lambda digest: keys.document.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))  # noqa: E731
    pdf = IncrementalSigner().sign(UNSIGNED, WORDS, chain=(other.document, other.root), approve=sign)
    assert examine(pdf, [other.root]).state == "intact" and examine(pdf, [RING.root]).state == "foreign"


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.from_regex(r"[A-Z0-9]{9}", fullmatch=True))
def test_what_is_made_with_it_is_read_back(signer: Recorder, number: str) -> None:
    made = api.make(order(number, case=number), at=NOW)
    assert judged_by_pyhanko(made.pdf, key_ring().root) == "INTACT:TRUSTED,UNTOUCHED"


@pytest.mark.django_db
def test_the_door_signs_with_it_and_verifies_it(signer: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[PdfSigner] = []
    whole = making.make
    monkeypatch.setattr(making, "make", lambda *a, **more: used.append(more["pdf_signer"]) or whole(*a, **more))
    made = api.make(order(), at=NOW)
    api.store(made, at=NOW)
    assert isinstance(used[0], IncrementalSigner)
    assert api.verify_pdf(made.pdf, at=NOW).word == "valid"
    assert api.verify_pdf(made.pdf + b" ", at=NOW).reason == "altered"


def test_a_letter_that_stands_alone_is_read_back_too() -> None:
    shown = read_back(signed(paper('\n#text(font: "OCR B")[A]')))
    assert (shown.in_font("OCRB"), shown.holds("SPECIMEN")) == ("A", True)
