"""Sheets that were scanned one by one become one paper."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from PIL import Image

from legation.ground.errors import Invalid
from legation.ground.files import api as files


def sheet(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (800, 1100), colour).save(out, "PNG")
    return out.getvalue()


def test_several_sheets_are_one_pdf_in_their_order_and_one_file_is_what_it_was() -> None:
    made = files.in_one([sheet("white"), sheet("grey"), sheet("black")])
    assert files.is_pdf(made) and files.check_pdf(made, most_pages=3) == 3
    assert files.in_one([sheet("white")]) == sheet("white")


def test_what_is_no_sheet_is_told_at_its_field_and_the_others_are_read() -> None:
    for wrong in (
        [sheet("white"), b"no picture"],
        [sheet("white"), files.in_one([sheet("grey")] * 2)],
        [sheet("white")] * 21,
    ):
        with pytest.raises(Invalid):
            files.in_one(wrong)
    one, two = (SimpleUploadedFile(name, sheet("white")) for name in ("1.png", "2.png"))
    bad = SimpleUploadedFile("3.png", b"no picture")
    found, unread = files.sent(MultiValueDict({"proof": [one, two], "other": [bad, bad]}))
    assert files.is_pdf(found["proof"]) and set(found) == {"proof"} and set(unread) == {"other"}
