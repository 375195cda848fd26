"""What leaves the house was read back from the finished file, and is refused when anything differs."""

from pathlib import Path

import pytest

from legation.documents import api
from legation.documents.keys import KeyRing
from legation.documents.reading import read_back
from legation.documents.seals import barcode
from legation.documents.seals.visa import Stay, VisaSeal
from legation.documents.signer.desk import Desk
from legation.documents.signer.log import SignatureLog
from legation.documents.signer.protocol import Purpose
from legation.documents.typesetting import CannotTypeset
from legation.ground.errors import Invalid
from tests.conftest import NOW
from tests.documents.orders import PAPER, order, zone
from tests.documents.support import Recorder, chain, tool, write_ring


def test_a_document_is_pdf_a_and_pdf_ua_by_its_own_words(made: api.Made) -> None:
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in made.pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made.pdf
    assert made.pdf.startswith(b"%PDF-1.7") and b"/Version" not in made.pdf


def test_another_reader_finds_title_author_tags_and_one_page(made: api.Made, tmp_path: Path) -> None:
    (tmp_path / "visa.pdf").write_bytes(made.pdf)
    said = tool("pdfinfo", str(tmp_path / "visa.pdf"))
    for line in (
        "Title:           Electronic visa",
        "Author:          Ministry",
        "Tagged:          yes",
        "Pages:           1",
    ):
        assert line in said


def test_every_font_is_ours_and_embedded(made: api.Made, tmp_path: Path) -> None:
    (tmp_path / "visa.pdf").write_bytes(made.pdf)
    fonts = tool("pdffonts", str(tmp_path / "visa.pdf")).splitlines()[2:]
    assert fonts and all(("Legation" in line or "OCRB" in line) and " yes yes yes" in line for line in fonts)


def test_what_is_read_back_is_what_was_ordered(made: api.Made) -> None:
    shown = read_back(made.pdf)
    assert shown.in_font("OCRB") == "".join(zone())
    assert [barcode.read_drawn(picture) for picture in shown.pictures] == [(made.seal,)]
    assert shown.holds("7K2M9QX4T") and shown.holds("SPECIMEN")


def test_the_same_order_at_the_same_moment_has_the_same_words(signer: Recorder) -> None:
    first, second = (read_back(api.make(order(), at=NOW).pdf).texts for _ in range(2))
    assert first == second


def test_each_document_takes_one_signature_of_each_kind(made: api.Made, signer: Recorder) -> None:
    assert signer.asked == {Purpose.SEAL: 1, Purpose.DOCUMENT: 1}


@pytest.mark.parametrize(
    ("change", "by", "why"),
    [
        ("Number #d.number, ", "", "number is not on the page"),
        (
            'Number #d.number, تأشيرة\n#image("photo.svg", width: 35mm, alt: "Photograph")',
            '#image("photo.svg", width: 35mm, alt: d.number)',
            "number is not on the page",
        ),
        ("line)) }", 'line.replace("ERIKSSON", "ERIKSSEN"))) }', "zone on the page"),
        ('#image("seal.svg", alt: "Seal")', "", "0 barcodes"),
        ("#let d", "#set page(foreground: none)\n#let d", "SPECIMEN"),
    ],
)
def test_a_paper_that_does_not_say_what_was_ordered_is_refused(
    signer: Recorder, change: str, by: str, why: str
) -> None:
    assert change in PAPER
    with pytest.raises(api.NotRight, match=why):
        api.make(order(template=PAPER.replace(change, by)), at=NOW)


def test_a_seal_with_another_zone_than_the_paper_is_refused(signer: Recorder) -> None:
    other = VisaSeal(mrz=zone(primary="Somebody"), stay=Stay(days=30), passport="L898902C3")  # type: ignore[arg-type]
    with pytest.raises(api.NotRight, match="zone on the page"):
        api.make(order(seal=other), at=NOW)


def test_a_seal_with_wrong_check_digits_is_refused_before_it_is_signed(signer: Recorder) -> None:
    upper, lower = zone()
    wrong = VisaSeal(mrz=(upper, lower[:9] + str((int(lower[9]) + 1) % 10) + lower[10:]), stay=Stay(30), passport="L1")
    with pytest.raises(Invalid):
        api.make(order(seal=wrong), at=NOW)
    assert not signer.asked


def test_a_zone_that_names_another_state_than_the_keys_is_refused(signer: Recorder) -> None:
    with pytest.raises(api.NotRight, match="issuing State"):
        api.make(order(lines=zone(state="XYZ")), at=NOW)


def test_the_keys_certificate_decides_what_is_a_specimen(ring: KeyRing, tmp_path: Path) -> None:
    state, private, _root = chain("XYZ", "XY")
    write_ring(state, tmp_path / "keys" / "documents")
    log = SignatureLog(tmp_path / "log")
    api.connect_signer(Desk(private.held(state), state="XYZ", committed=lambda _r, _d: True, log=log))
    try:
        made = api.make(order(lines=zone(state="XYZ")), at=NOW)
    finally:
        api.connect_signer(None)
    assert ring.is_specimen and not state.is_specimen
    assert not read_back(made.pdf).holds("SPECIMEN")


def test_a_mistake_in_a_template_is_told_in_the_compilers_words(signer: Recorder) -> None:
    with pytest.raises(CannotTypeset, match="unknown variable"):
        api.make(order(template="#nothing"), at=NOW)


def test_a_letter_that_no_font_has_is_refused_and_can_be_asked_for(signer: Recorder) -> None:
    assert api.is_printable("Əliyev Ğ Œ Ж محمد") and not api.is_printable("李")
    with pytest.raises(CannotTypeset):
        api.make(order(template=PAPER.replace("تأشيرة", "李")), at=NOW)


def test_a_picture_that_is_none_is_refused(signer: Recorder) -> None:
    with pytest.raises(CannotTypeset):
        api.make(order(pictures={"photo": b"GIF89a"}), at=NOW)


@pytest.mark.parametrize("reach", ['#read("/etc/passwd")', '#read("../keys.py")', '#import "@preview/cetz:0.3.0"'])
def test_a_template_reaches_no_file_and_no_network(signer: Recorder, reach: str) -> None:
    with pytest.raises(CannotTypeset):
        api.make(order(template=PAPER + reach), at=NOW)
