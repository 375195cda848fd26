"""The list from which a traveller chooses a nationality."""

import pytest

from legation.ground.errors import LegationError
from legation.ground.languages.fallback import is_marked
from legation.ground.states.codes import WITHOUT_NATIONALS, nationality_codes
from legation.ground.states.collation import sort_key
from legation.ground.states.names import nationalities, search_nationalities

LANGUAGES = ["en", "fr", "tr", "az", "ru", "ar"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_is_whole_in_every_language(language: str) -> None:
    lines = nationalities(language)
    assert {line.code for line in lines} == nationality_codes() - WITHOUT_NATIONALS
    assert all(line.name for line in lines)


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_icaos_own_codes_have_names_in_every_language(language: str) -> None:
    english, own = ({line.code: line.name for line in nationalities(code)} for code in ("en", language))
    for code in ("XXA", "XXB", "XXX", "EUE", "UNO", "GBD"):
        assert own[code] != english[code]
        assert not is_marked(own[code])


@pytest.mark.parametrize(
    ("language", "names"),
    [
        (
            "tr",
            ["Çad", "Çekya", "Danimarka", "Irak", "İran", "İsveç", "Şili", "Tacikistan", "Ürdün", "Vietnam"],
        ),
        ("az", ["Çad", "Danimarka", "Ermənistan", "Əfqanıstan", "Xorvatiya", "İraq", "Qana", "Şri-Lanka"]),
        ("ru", ["Индия", "Исландия", "Йемен", "Кабо-Верде"]),
        ("fr", ["Égypte", "Émirats arabes unis", "Espagne", "État", "Zambie"]),
        ("en", ["Afghanistan", "Åland Islands", "Albania", "Côte d’Ivoire", "Croatia"]),
        ("ar", ["البرازيل", "إيران", "تركيا", "مصر"]),
    ],
)
def test_names_stand_in_the_order_of_the_alphabet(language: str, names: list[str]) -> None:
    otherwise = sorted(names)
    assert sorted(otherwise, key=lambda name: sort_key(name, language)) == names


@pytest.mark.parametrize(
    ("language", "typed", "code"),
    [
        ("en", "uk", "GBR"),
        ("en", "D", "DEU"),
        ("en", "cote", "CIV"),
        ("en", "turkey", "TUR"),
        ("en", "XKX", "RKS"),
        ("tr", "INGILTERE", "GBR"),
        ("tr", "isvec", "SWE"),
        ("az", "abş", "USA"),
        ("ru", "США", "USA"),
        ("ar", "امريكا", "USA"),
        ("ar", "Germany", "DEU"),
    ],
)
def test_people_find_their_country_by_the_name_they_use(language: str, typed: str, code: str) -> None:
    assert search_nationalities(nationalities(language), typed)[0].code == code


def test_nothing_typed_finds_nothing() -> None:
    assert search_nationalities(nationalities("en"), "  ") == []


def test_a_language_nobody_knows_is_an_error() -> None:
    with pytest.raises(LegationError):
        nationalities("qqq")
