"""Passports photographed badly: nine in ten are read to the letter, and nothing wrong is taken for right."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from PIL import Image

from legation.config.bench.mrz_photo.command import measure
from legation.config.bench.mrz_photo.specimens import specimen
from legation.config.samples import portrait
from legation.documents import api as documents
from legation.documents.scanning import tesseract
from legation.documents.scanning.agreeing import agree
from legation.documents.scanning.reading import makes_sense, read_zone
from legation.documents.seals.mrz import decode
from legation.ground.errors import Invalid

TODAY = datetime.now(UTC).date()
ICAO = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
"""The specimen of Doc 9303-4, appendix B."""

needs_tesseract = pytest.mark.skipif(not tesseract.is_present(), reason="tesseract is not installed")


@needs_tesseract
def test_nine_in_ten_disturbed_pages_are_read_exactly_and_none_wrongly() -> None:
    found = measure(range(40), harm=1.0)
    assert found["wrong"] == []
    assert found["exact"] >= 36, found["unread"]


@needs_tesseract
def test_an_undisturbed_page_is_read_as_a_passport() -> None:
    shown = specimen(3, today=TODAY, harm=0)
    found, said = documents.read_passport(shown.picture, today=TODAY), decode(shown.lines).fields
    assert found is not None
    assert (found.surname, found.given_names, found.number) == (said.primary, said.secondary, said.number)
    assert found.birth is not None and found.birth < TODAY < found.expiry


@needs_tesseract
def test_a_page_without_a_zone_says_nothing() -> None:
    assert read_zone(Image.open(io.BytesIO(portrait(1, width=1200, height=1500))), today=TODAY) is None


@pytest.mark.parametrize("picture", [b"", b"%PDF-1.7", portrait(1)])
def test_what_is_no_picture_of_a_page_is_refused_with_a_reason(picture: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        documents.read_passport(picture, today=TODAY)
    assert str(caught.value.reader)


def _said(upper: str = "", lower: str = "") -> list[str]:
    return [upper or ICAO[0].replace("<", ""), lower or ICAO[1].replace("<", "")]


def test_the_second_reader_must_have_seen_every_letter_of_a_name() -> None:
    assert agree(ICAO, _said(), strictly=False)
    assert not agree(ICAO, _said(upper="PUTOERIKSSONANNAMARTA"), strictly=False)
    assert not agree(ICAO, _said(upper="PUTOERIKSSONANNA"), strictly=False)


@pytest.mark.parametrize(
    ("lower", "is_right"),
    [
        ("L898902C36UTO74O8122F1204159ZE184226B10", True),  # a date has digits only
        ("L898902C36UTO7408122F1204159Z2E184226B10", True),  # written twice, and a check digit disproves the 2
        ("L898902C3GUTO7408122F1204159ZE184226B10", True),  # no letter can be a check digit
        ("LB98902C36UTO7408122F1204159ZE184226B10", True),  # B for 8: the check digit disproves it
        ("M898902C36UTO7408122F1204159ZE184226B10", False),  # nobody takes M for L
    ],
)
def test_what_it_saw_otherwise_counts_unless_it_cannot_be(lower: str, is_right: bool) -> None:
    assert agree(ICAO, _said(lower=lower), strictly=False) is is_right


def test_no_check_digit_excuses_a_difference_once_it_chose_a_letter() -> None:
    assert not agree(ICAO, _said(lower="LB98902C36UTO7408122F1204159ZE184226B10"), strictly=True)


@pytest.mark.parametrize(
    ("place", "letter"), [((1, 0), "K"), ((1, 14), "9"), ((0, 2), "Q"), ((1, 43), "1"), ((1, 10), "Q")]
)
def test_lines_that_make_no_sense_are_not_believed(place: Any, letter: str) -> None:
    lines = list(ICAO)
    row, column = place
    lines[row] = lines[row][:column] + letter + lines[row][column + 1 :]
    assert makes_sense(ICAO, today=date(2026, 11, 29))
    assert not makes_sense((lines[0], lines[1]), today=date(2026, 11, 29))


def test_without_tesseract_nobody_is_offered_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert not documents.can_read_passports()
