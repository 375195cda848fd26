"""An e-visa says what was granted, to its holder and to a border guard, on one page, in their languages."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from legation.documents import api as documents
from legation.documents import keys
from legation.documents.reading import read_back
from legation.documents.seals.mrz import decode
from legation.documents.seals.vds import Seal
from legation.documents.seals.visa import STAY_UNTIL_EXPIRY, Stay, VisaSeal
from legation.documents.signer.local import local_signer
from legation.ground.errors import Invalid
from legation.ground.files import api as files
from legation.ground.profile import profile
from legation.procedures.api import Granted
from legation.procedures.definitions import issuers
from legation.procedures.definitions.texts import catalogue
from legation.visa import issuing
from tests.conftest import NOW
from tests.documents.orders import photo
from tests.documents.support import photo_of, tool

ANSWERS = {
    "surname": "Eriksson", "given_names": "Anna Maria", "nationality": "DEU", "birth_date": "1990-08-06",
    "sex": "female", "passport_number": "L898902C3", "passport_expiry": "2031-04-15", "document_kind": "ordinary",
    "purpose": "tourism", "arrival": "2027-01-12", "departure": "2027-01-24", "email": "a@b.example",
}  # fmt: skip
POLICY = {"entries": "single", "stay_days": 30, "validity_days": 90, "fee_minor": 5000, "fee_currency": "EUR"}
LONG = {
    "surname": "Papadimitropoulou-Wolfeschlegelsteinhausenbergerdorff de la T",
    "given_names": "Maria Konstantina Alexandra Evangelia Theodora Anastasia Sofia",
    "passport_number": "ABC1234567890XY", "document_kind": "stateless_1954", "nationality": "UNK", "purpose": "family",
}  # fmt: skip
KEY = b"k" * 32


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Keys, a shelf and a signer of their own."""
    settings.LEGATION_KEYS, settings.LEGATION_FILES = tmp_path / "keys", tmp_path / "files"
    keys.create_development_keys(at=NOW)
    documents.connect_signer(local_signer(lambda _reference, _decision: True))
    yield
    documents.connect_signer(None)
    keys.forget_cached_keys()


def granted(language: str = "en", *, policy: dict[str, Any] | None = None, **answers: Any) -> Granted:
    """A committed decision; an answer of "" is one that was not given."""
    words = {
        code: {key.removeprefix("evisa."): text for key, text in catalogue("visa", code).items()} for code in profile().languages
    }  # fmt: skip
    opened: Any = SimpleNamespace(policy={issuing.NAME: issuing.content()}, words=words)
    given = {key: value for key, value in (ANSWERS | answers).items() if value != ""}
    return Granted(
        reference="7QK4-M2XD-01", decision=hashlib.sha256(b"1").hexdigest(), opened=opened, answers=given,
        facts={"policy": POLICY | (policy or {})}, language=language, decided_at=NOW, key=KEY,
    )  # fmt: skip


def text_of(made: documents.Made, folder: Path) -> str:
    """The page's text as another reader finds it."""
    (folder / "visa.pdf").write_bytes(made.pdf)
    return tool("pdftotext", "-layout", str(folder / "visa.pdf"), "-")


def test_the_engine_knows_the_issuer() -> None:
    issuing.connect()
    assert issuers.named("visa.evisa").prepare is issuing.prepare


def test_the_bundle_carries_template_words_and_the_format_of_the_seal() -> None:
    content = issuing.content()
    assert set(content) == {"template", "words", "seal"} and content["template"].startswith("//")
    for language in profile().languages:
        assert set(content["words"]["en"]) <= set(content["words"][language]) | {"days.one"}


def test_a_border_guard_reads_every_fact_on_the_page(tmp_path: Path) -> None:
    text = text_of(issuing.prepare(granted(), NOW), tmp_path)
    for fact in ("Eriksson", "Anna Maria", "Germany", "6 August 1990", "Female", "L898902C3", "15 April 2031", "Tourism",
                 "12 January 2027", "11 April 2027", "Single", "30 days", "22 November 2026", "7QK4-M2XD-01",
                 "Ministry of Foreign Affairs", "Specimen"):  # fmt: skip
        assert fact in text, fact


def test_the_zone_says_the_same(tmp_path: Path) -> None:
    made = issuing.prepare(granted(), NOW)
    upper, lower = text_of(made, tmp_path).split()[-2:]
    read = decode((upper, lower))
    assert read.is_consistent and read.fields.number == made.order.number
    assert (read.fields.issuer, read.fields.nationality, read.fields.sex) == ("UTO", "D", "F")
    assert (read.fields.primary, read.fields.secondary) == ("ERIKSSON", "ANNA MARIA")
    assert (read.fields.birth, read.fields.expiry) == ("900806", "270411")


def test_the_seal_says_the_same() -> None:
    made = issuing.prepare(granted(), NOW)
    read = VisaSeal.read(Seal.parse(made.seal))
    assert (read.stay, read.entries, read.passport) == (Stay(30), 1, "L898902C3")
    assert made.order.seal is not None and read.mrz == made.order.seal.mrz


def test_in_arabic_both_languages_stand_on_the_page(tmp_path: Path) -> None:
    made = issuing.prepare(granted("ar"), NOW)
    text = text_of(made, tmp_path)
    for fact in ("Eriksson", "12 January 2027", "Single", "Electronic visa", "Specimen"):
        assert fact in text, fact
    shown = read_back(made.pdf)
    assert made.order.languages == ("ar", "en") and made.order.title == "تأشيرة إلكترونية"
    assert any("Arabic" in font for font in shown.texts)
    assert b"/Lang(ar" in made.pdf


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ("Visa électronique", "Allemagne", "12 janvier 2027", "30 jours", "Tourisme")),
        ("tr", ("Elektronik vize", "Almanya", "12 Ocak 2027", "30 gün", "Doğum tarihi")),
        ("az", ("Elektron viza", "Almaniya", "12 yanvar 2027", "30 gün", "Vətəndaşlıq", "Xarici İşlər Nazirliyi")),
        ("ru", ("Электронная виза", "Германия", "12 января 2027", "30 дней", "Туризм")),
    ],
)
def test_the_holders_language_comes_first_and_the_ministrys_second(
    language: str, said: tuple[str, ...], tmp_path: Path
) -> None:
    made = issuing.prepare(granted(language), NOW)
    text = " ".join(text_of(made, tmp_path).split())
    for fact in (*said, "Electronic visa", "12 January 2027", "Germany"):
        assert fact in text, fact
    assert made.order.languages == (language, "en") and f"/Lang({language}".encode() in made.pdf


def test_a_language_that_lacks_a_word_gets_the_ministrys() -> None:
    case = granted("fr")
    del case.opened.policy[issuing.NAME]["words"]["fr"]["condition.stay"]
    assert issuing.order(case, number="7K2M9QX4T", at=NOW).languages == ("en",)


@pytest.mark.parametrize("language", profile().languages)
def test_the_longest_names_fit_one_page(language: str, tmp_path: Path) -> None:
    made = issuing.prepare(granted(language, policy={"entries": "multiple"}, **LONG), NOW)
    (tmp_path / "visa.pdf").write_bytes(made.pdf)
    assert "Pages:           1\n" in tool("pdfinfo", str(tmp_path / "visa.pdf"))
    assert read_back(made.pdf).holds("Theodora")


def test_a_person_with_one_name_has_one_name(tmp_path: Path) -> None:
    made = issuing.prepare(granted(surname="Suharto", given_names=""), NOW)
    assert made.order.seal is not None and made.order.seal.mrz[0].startswith("V<UTOSUHARTO<<<<")
    text = text_of(made, tmp_path)
    assert "Suharto" in text and "Given names" not in text


def test_a_name_no_font_can_print_is_spelled_as_in_the_zone() -> None:
    made = issuing.prepare(granted(surname="Nguyễn"), NOW)
    shown = read_back(made.pdf)
    assert shown.holds("NGUYEN") and made.order.seal is not None and "NGUYEN" in made.order.seal.mrz[0]


def test_a_name_without_any_spelling_is_refused_before_anything_is_signed() -> None:
    with pytest.raises(Invalid, match="李"):
        issuing.prepare(granted(surname="李"), NOW)


def test_a_photo_is_shown_and_is_fetched_with_the_cases_key(db: None) -> None:
    digest = files.keep(photo(), key=KEY, media_type="image/jpeg", at=NOW)
    made = issuing.prepare(granted(photo={"file": digest}), NOW)
    assert photo()[200:400] in made.pdf


def test_a_printed_page_can_be_verified_with_a_camera(db: None, tmp_path: Path) -> None:
    made = issuing.prepare(granted("ar"), NOW)
    issuing.apply(granted("ar"), made, NOW)
    (tmp_path / "visa.pdf").write_bytes(made.pdf)
    tool("pdftoppm", "-r", "200", "-png", "-singlefile", str(tmp_path / "visa.pdf"), str(tmp_path / "page"))
    verdict = documents.verify_picture((tmp_path / "page.png").read_bytes(), at=NOW)
    assert (verdict.word, verdict.reason) == ("valid", "not_yet")


def test_issuing_twice_gives_one_visa_and_revoking_takes_it_back(db: None) -> None:
    first, again = (issuing.apply(granted(), issuing.prepare(granted(), NOW), NOW) for _ in range(2))
    assert first == again
    issuing.revoke("7QK4-M2XD-01", "public_order", NOW)
    assert documents.verify_number(first, at=NOW).word == "revoked"
    assert [view.number for view in documents.of_reference("7QK4-M2XD-01")] == [first]


def test_the_verdict_tells_entries_and_stay_and_no_name(db: None) -> None:
    made = issuing.prepare(granted(), NOW)
    issuing.apply(granted(), made, NOW)
    verdict = documents.verify_picture(photo_of(made.seal), at=NOW)
    assert {("entries", "single"), ("stay_days", "30")} <= set(verdict.statement)
    assert "eriksson" not in str(verdict).lower()


@pytest.mark.parametrize(
    ("arrival", "decided", "days", "passport", "said"),
    [
        ("2027-01-12", "2026-11-22", 90, "2031-04-15", ("2027-01-12", "2027-04-11")),
        ("2026-11-20", "2026-11-22", 90, "2031-04-15", ("2026-11-22", "2027-02-19")),
        ("2027-01-12", "2026-11-22", 90, "2027-02-01", ("2027-01-12", "2027-02-01")),
        ("2027-01-12", "2026-11-22", 1, "2031-04-15", ("2027-01-12", "2027-01-12")),
    ],
)
def test_validity_begins_with_the_journey_and_ends_with_the_passport(
    arrival: str, decided: str, days: int, passport: str, said: tuple[str, str]
) -> None:
    answers = {"arrival": arrival, "passport_expiry": passport}
    first, last = issuing.validity(answers, decided=date.fromisoformat(decided), days=days)
    assert (first.isoformat(), last.isoformat()) == said


def test_numbers_fit_the_zone_and_have_no_letter_to_misread() -> None:
    numbers = {issuing.new_number() for _ in range(500)}
    assert len(numbers) == 500 and {len(number) for number in numbers} == {9}
    assert not set("ILOU") & set("".join(numbers))


@pytest.mark.parametrize(("days", "stay"), [(30, Stay(30)), (255, Stay(255)), (365, STAY_UNTIL_EXPIRY)])
def test_a_stay_too_long_for_the_seal_lasts_as_long_as_the_visa(days: int, stay: Stay) -> None:
    description = issuing.order(granted(policy={"stay_days": days}), number="7K2M9QX4T", at=NOW).seal
    assert isinstance(description, VisaSeal) and description.stay == stay


def test_another_implementation_accepts_the_signature(tmp_path: Path) -> None:
    (tmp_path / "visa.pdf").write_bytes(issuing.prepare(granted("ar"), NOW).pdf)
    assert "Signature is Valid" in tool("pdfsig", "-nocert", str(tmp_path / "visa.pdf"))
