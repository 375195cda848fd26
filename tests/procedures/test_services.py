"""The page of all services: by area, found by the words people use in their language, with one query or none."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from legation.procedures import bundles
from legation.procedures.definitions.catalogue import AREAS, area_of
from legation.procedures.services_found import matching

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("utopia")]
# language, what somebody types -> what they must be shown first
ASKED = {
    ("en", "I lost my passport"): "passport_lost",
    ("en", "PASSPORT expired"): "passport_renewal",
    ("en", "new baby"): "birth_registration",
    ("en", "free to marry"): "no_impediment",
    ("fr", "passeport volé"): "passport_lost",
    ("fr", "deces extrait plurilingue"): "civil_copy",
    ("fr", "changer de prenom"): "name_change",
    ("tr", "PASAPORTUM KAYIP"): "passport_lost",
    ("tr", "bebek"): "birth_registration",
    ("tr", "kimlik karti"): "identity_card",
    ("az", "pasportum itib"): "passport_lost",
    ("az", "soyad dəyisdirmek"): "name_change",
    ("ru", "потерял паспорт"): "passport_lost",
    ("ru", "свидетельство о рождении"): "birth_registration",
    ("ar", "ضاع جوازي"): "passport_lost",
    ("ar", "تغيير الإسم"): "name_change",
    ("en", "racism"): "xenophobic_incident",
    ("en", "moving home"): "household_goods",
    ("en", "stranded without money"): "help_destitute",
    ("tr", "bedelli askerlik"): "military_payment",
    ("tr", "apostil"): "apostille_certificate",
    ("tr", "nafaka"): "maintenance_claim",
    ("tr", "köpek"): "pet_paper",
    ("tr", "ehliyet yenileme"): "driving_licence",
    ("az", "uşaq pulu"): "child_benefit",
    ("az", "irqçilik"): "xenophobic_incident",
    ("fr", "visa étudiant"): "visa_long",
    ("ru", "пенсия"): "pension_claim",
    ("ru", "гостевая виза"): "visa_short",
    ("ar", "أبوستيل"): "apostille_certificate",
    ("ar", "lost passport"): "passport_lost",
    ("ru", "birth certificate"): "birth_registration",
    ("az", "Driving Licence"): "driving_licence",
}


@pytest.mark.parametrize(("language", "words"), ASKED)
def test_a_service_is_found_by_the_words_people_use(language: str, words: str, now: datetime) -> None:
    found = [each.definition.procedure for each in matching(bundles.offered(at=now), words, language)]
    assert ASKED[language, words] in found[:3], found


@pytest.mark.parametrize("language", ["fr", "tr", "az", "ru", "ar"])
def test_english_words_find_on_every_languages_page_what_they_find_on_the_english_one(language: str) -> None:
    everything = bundles.offered(at=datetime.now(UTC))
    in_english = {each.digest for each in matching(everything, "passport", "en")}
    assert in_english <= {each.digest for each in matching(everything, "passport", language)}
    html = Client().get(f"/{language}/services/", {"q": "passport"}).content.decode()
    assert f"/{language}/procedures/passport_adult/" in html


def test_what_is_found_in_the_pages_own_words_stands_before_what_english_ones_find() -> None:
    found = matching(bundles.offered(at=datetime.now(UTC)), "document", "fr")
    read = ("title", "synonyms", "lead", "who")
    own = [any("document" in each.text(key, "fr").lower() for key in read) for each in found]
    assert own == sorted(own, reverse=True) and {True, False} == set(own)


def test_the_page_shows_every_service_by_area_and_asks_the_database_at_most_once(
    django_assert_max_num_queries: Any,
) -> None:
    with django_assert_max_num_queries(1):
        html = Client().get("/en/services/").content.decode()
    everything = bundles.offered(at=datetime.now(UTC))
    assert len(everything) >= 76
    assert all(f"/en/procedures/{each.definition.procedure}/" in html for each in everything)
    areas = re.findall(r'<h2 id="([A-Z]{2})"', html)
    assert areas == list(AREAS)
    assert set(areas) == {area_of(each.definition.kinds()[0]) for each in everything}


def test_what_nobody_offers_is_said_in_the_readers_language() -> None:
    for language, said in (("en", "No service fits"), ("tr", "uyan hizmet yok"), ("ar", "لا خدمة")):
        with override(language):
            html = Client().get(f"/{language}/services/", {"q": "xylophone"}).content.decode()
        assert said in html and 'value="xylophone"' in html


def test_a_hostile_question_is_a_question() -> None:
    for asked in ("<script>alert(1)</script>", "\x00", "a" * 5000, "'; drop", "%", "\u202e"):
        answer = Client().get("/en/services/", {"q": asked})
        assert answer.status_code == 200 and b"<script>alert" not in answer.content


def test_each_kind_of_the_catalogue_is_one_services() -> None:
    kinds = [kind for each in bundles.offered(at=datetime.now(UTC)) for kind in each.definition.kinds()]
    assert len(kinds) == len(set(kinds)) and len(kinds) > 100
