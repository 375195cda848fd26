"""A stranger's PDF is kept if it shows pages and does nothing else."""

import io

import pytest
from PIL import Image
from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from legation.ground.errors import Invalid
from legation.ground.files.api import check_pdf, is_pdf


def scanned(pages: int = 1) -> bytes:
    out = io.BytesIO()
    pictures = [Image.new("RGB", (300, 400), (200, 200, 40 * page)) for page in range(pages)]
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:])
    return out.getvalue()


def with_catalogue(**entries: generic.PdfObject) -> bytes:
    made = writer.PdfFileWriter()
    made.insert_page(
        writer.PageObject(contents=made.add_object(generic.StreamObject(stream_data=b"")), media_box=(0, 0, 9, 9))
    )
    for name, value in entries.items():
        made.root[pdf_name(f"/{name}")] = value
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def action(kind: str) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name("/S"): pdf_name(kind), pdf_name("/JS"): pdf_string("app.alert(1)")})


def refused(data: bytes, *, most_pages: int = 20) -> str:
    with pytest.raises(Invalid) as told:
        check_pdf(data, most_pages=most_pages)
    return str(told.value.reader)


def test_a_scan_is_taken_and_its_pages_counted() -> None:
    assert is_pdf(scanned())
    assert check_pdf(scanned(3), most_pages=3) == 3
    assert check_pdf(with_catalogue(), most_pages=1) == 1


def test_too_many_pages_are_told() -> None:
    assert "2 pages" in refused(scanned(3), most_pages=2)


def test_programs_forms_and_files_inside_are_refused() -> None:
    names = generic.DictionaryObject({pdf_name("/EmbeddedFiles"): generic.DictionaryObject()})
    for entries in ({"OpenAction": action("/JavaScript")}, {"AA": action("/JavaScript")}, {"Names": names},
                    {"OpenAction": generic.DictionaryObject({pdf_name("/S"): pdf_name("/Launch")})},
                    {"AcroForm": generic.DictionaryObject({pdf_name("/XFA"): pdf_string("x")})}):  # fmt: skip
        assert "programs" in refused(with_catalogue(**entries)), entries


def test_a_place_to_open_at_is_no_program() -> None:
    assert (
        check_pdf(
            with_catalogue(OpenAction=generic.ArrayObject([generic.NumberObject(0), pdf_name("/Fit")])), most_pages=1
        )
        == 1
    )


def test_a_locked_pdf_is_refused() -> None:
    made = writer.PdfFileWriter()
    made.insert_page(
        writer.PageObject(contents=made.add_object(generic.StreamObject(stream_data=b"")), media_box=(0, 0, 9, 9))
    )
    made.encrypt(owner_pass="owner", user_pass="user")
    out = io.BytesIO()
    made.write(out)
    assert "password" in refused(out.getvalue())


@pytest.mark.parametrize(
    "data", [b"%PDF-", b"%PDF-1.7\n%%EOF", scanned()[:200], scanned()[:-300], b"%PDF-1.7" + b"\0" * 999]
)
def test_what_is_no_whole_pdf_is_told_and_never_crashes(data: bytes) -> None:
    assert refused(data)


def test_pages_that_hold_themselves_end() -> None:
    data = scanned(2).replace(b"/Kids [", b"/Kids [ 1 0 R 2 0 R 3 0 R ", 1)
    try:
        check_pdf(data, most_pages=20)
    except Invalid as error:
        assert error.reader
