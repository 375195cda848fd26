"""A certified paper is checked by a phone: its plain code leads to our page with the number filled in."""

import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client

from legation.documents import api as documents
from legation.documents.seals import barcode
from legation.ground.outbox import api as outbox
from legation.procedures import papers
from legation.procedures.answers import key_of
from legation.procedures.effects import _granted
from legation.procedures.models import Case
from legation.procedures.selectors import actions_of, draft_of
from legation.procedures.services.act import act
from legation.procedures.services.settle import settle
from tests.documents.support import tool
from tests.procedures.decided import holder
from tests.procedures.support import fresh
from tests.procedures.test_legalisation import handed_in, signer

__all__ = ["signer"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia", "signer")]
CODE = '#let code = box(fill: white, image("check.svg", alt: word("verify.code", first)))'


@pytest.fixture
def certified(signer: None, now: datetime) -> Case:
    case, _opened = draft_of(handed_in(now))
    settle(application=case.application.reference, at=now)
    for verb, name in (("propose", "one"), ("confirm", "two")):
        act(reference=case.reference, verb=verb, by=holder("consular_officer", name), at=now)
    outbox.drain(clock=lambda: now)
    return fresh(case)


@pytest.fixture
def paper(certified: Case, tmp_path: Path) -> tuple[str, Path]:
    """The number of the paper, and its file."""
    (issued,) = documents.of_reference(certified.reference)
    path = tmp_path / "paper.pdf"
    path.write_bytes(documents.fetch(issued.number, key=key_of(certified)))
    return issued.number, path


def order_of(case: Case, now: datetime) -> documents.Order:
    action = next(each for each in actions_of(case) if each.verb == "confirm")
    return papers.order(_granted(case, action), "certificate", at=now)


def printed(path: Path, *, dpi: int) -> bytes:
    tool("pdftoppm", "-r", str(dpi), "-png", "-singlefile", str(path), str(path.with_suffix("")))
    return path.with_suffix(".png").read_bytes()


@pytest.mark.parametrize("dpi", [100, 300])
def test_what_a_phone_reads_on_the_printed_paper_is_the_address_and_the_number_alone(
    paper: tuple[str, Path], dpi: int
) -> None:
    number, path = paper
    assert barcode.read(printed(path, dpi=dpi)) == (documents.check_address(number).encode(),)
    assert "OKORO" not in documents.check_address(number)


def test_the_address_opens_the_page_with_the_number_filled_in_and_asking_answers(paper: tuple[str, Path]) -> None:
    number, path = paper
    (read,) = barcode.read(printed(path, dpi=150))
    where = urlsplit(read.decode())
    page = Client().get(f"{where.path}?{where.query}", follow=True, headers={"Accept-Language": "fr"})
    assert page.status_code == 200 and f'value="{number}"' in page.content.decode()
    assert page.request["PATH_INFO"] == "/fr/verify/"
    assert 'class="verdict' not in page.content.decode(), "nothing is asked before somebody presses the button"


def test_how_else_it_is_checked_stands_beside_the_code_in_words(paper: tuple[str, Path]) -> None:
    number, path = paper
    text = " ".join(tool("pdftotext", "-layout", str(path), "-").split())
    assert "Ou dirigez l’appareil photo d’un téléphone vers le" in text and number in text


def test_a_chosen_answer_is_printed_in_the_words_of_both_languages(paper: tuple[str, Path]) -> None:
    _number, path = paper
    text = tool("pdftotext", "-layout", str(path), "-")
    assert "Diplôme" in text and "Diploma" in text


def test_without_words_for_who_hears_the_paper_it_is_not_made(certified: Case, now: datetime) -> None:
    ordered = order_of(certified, now)
    silent = ordered.template.replace(', alt: word("verify.code", first)', "")
    assert silent != ordered.template and ordered.words["fr"]["verify.code"].startswith("Code QR")
    with pytest.raises(documents.CannotTypeset):
        documents.make(replace(ordered, template=silent), at=now)


def test_a_paper_with_a_code_beside_no_seal_is_valid_by_its_signature(paper: tuple[str, Path], now: datetime) -> None:
    _number, path = paper
    assert documents.verify_pdf(path.read_bytes(), at=now).word == "valid"


def test_a_bundle_published_before_prints_its_paper_without_a_code(certified: Case, now: datetime) -> None:
    ordered = order_of(certified, now)
    assert CODE in ordered.template
    old = ordered.template.replace(CODE, "#let code = none").replace('  word("verify.scan", language)\n', "")
    words = {language: {key: text for key, text in said.items() if key not in ("verify.scan", "verify.code")}
             for language, said in ordered.words.items()}  # fmt: skip
    made = documents.make(replace(ordered, template=old, words=words), at=now)
    assert documents.store(made, at=now)


def test_a_number_in_the_address_of_the_page_is_cut_and_shown_as_text() -> None:
    page = Client().get("/en/verify/", {"number": '"><script>' + "A" * 60}).content.decode()
    shown = re.search(r'name="number"[^>]*value="([^"]*)"', page) or re.search(
        r'value="([^"]*)"[^>]*name="number"', page
    )
    assert shown and unescape(shown[1]) == '"><script>' + "A" * 30
