"""The emergency travel document: the zone that is printed is the one that is sealed, and whoever checks the seal says so."""

from datetime import date, datetime, timedelta

import pytest

from legation.consular.emergency import zone
from legation.documents import api as documents
from legation.documents.models import Document
from legation.documents.reading import read_back
from legation.documents.seals import barcode, formats, mrz
from legation.documents.seals.visa import EmergencySeal
from legation.ground.errors import Invalid
from legation.procedures.answers import key_of
from legation.procedures.selectors import answers_now
from tests.contract.walking import Walk
from tests.registers.test_extracts import House, house, signing, walked

__all__ = ["house", "signing"]
NAMED = {
    "surname": {"surname": "Eriksson"}, "given_names": {"given_names": "Anna Maria"}, "sex": {"sex": "female"},
    "birth_date": {"birth_date-day": "12", "birth_date-month": "8", "birth_date-year": "1974"},
}  # fmt: skip
SAID = {"surname": "Eriksson", "given_names": "Anna Maria", "birth_date": "1974-08-12", "sex": "female"}


def test_the_zone_is_that_of_a_single_sheet() -> None:
    upper, lower = zone(SAID, number="L898902C3", until=date(2012, 4, 15), state="UTO")
    # Doc 9303-6 appendix B shows the same holder on a card; the code is that of 9303-8
    assert (upper, lower) == ("PUUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L898902C36UTO7408122F1204159<<<<<<<8")
    with pytest.raises(Invalid):
        zone(SAID | {"surname": "???"}, number="L898902C3", until=date(2012, 4, 15), state="UTO")


@pytest.fixture
def issued(utopia: None, signing: None, house: House, now: datetime) -> Walk:
    return walked("emergency_document", ("granted", "issue"), house, now, **NAMED)


@pytest.mark.django_db
def test_page_seal_and_register_say_the_same_and_a_picture_of_the_seal_is_valid(issued: Walk, now: datetime) -> None:
    (view,) = documents.of_reference(issued.case.reference)
    pdf = documents.fetch(view.number, key=key_of(issued.case))
    page, row = read_back(pdf), Document.objects.get(number=view.number)
    (found,) = [data for picture in page.pictures for data in barcode.read_drawn(picture)]
    seal = formats.content_of(formats.parse(found))
    assert isinstance(seal, EmergencySeal) and found == bytes(row.seal)
    assert page.in_font("OCRB") == "".join(seal.mrz) or "".join(seal.mrz) in "".join(page.texts.values())
    read = mrz.decode(seal.mrz)
    assert read.is_consistent and (read.fields.document_code, read.fields.issuer) == ("PU", "UTO")
    assert (read.fields.primary, read.fields.number) == ("ERIKSSON", view.number)
    picture = barcode.png(found, symbol=barcode.Symbol.DATA_MATRIX, module=8)
    assert documents.verify_picture(picture, at=now).word == "valid"
    assert documents.verify_pdf(pdf, at=now).word == "valid"


@pytest.mark.django_db
def test_it_holds_for_the_journey_and_a_week(issued: Walk) -> None:
    (view,) = documents.of_reference(issued.case.reference)
    journey = date.fromisoformat(answers_now(issued.case)["journey_on"])
    assert view.valid_until == journey + timedelta(days=7)


@pytest.mark.django_db
def test_a_revoked_one_is_no_longer_valid(utopia: None, signing: None, house: House, now: datetime) -> None:
    walk = walked("emergency_document", ("issued", "revoke"), house, now, **NAMED)
    (view,) = documents.of_reference(walk.case.reference)
    assert documents.verify_number(view.number, at=now).word == "revoked"
