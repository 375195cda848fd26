"""How a language writes days, ages and letters."""

from datetime import UTC, date, datetime

import pycountry
import pytest

from legation.ground.currencies import is_currency
from legation.ground.languages.api import (
    LANGUAGES,
    calendar,
    format_date,
    format_moment,
    format_money,
    to_major,
    to_minor,
)
from legation.ground.languages.casing import capitals, small
from legation.payments.testbank.texts import money as bank_writes


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "1 August 2026"), ("fr", "1er août 2026"), ("tr", "1 Ağustos 2026"), ("az", "1 avqust 2026"),
        ("ru", "1 августа 2026"), ("ar", "1 أغسطس 2026"),
    ],
)  # fmt: skip
def test_a_day_has_its_month_in_letters(language: str, said: str) -> None:
    assert format_date(date(2026, 8, 1), language) == said


def test_a_moment_says_its_zone() -> None:
    at = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
    assert format_moment(at, "ru") == "21 ноября 2026, 09:05 UTC"
    assert format_moment(at, "ar") == "21 نوفمبر 2026، 09:05 UTC"


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_a_page_is_given_what_its_browser_may_not_know(language: str) -> None:
    told = calendar(language)
    assert len(told["months"]) == 12 and all(month.isalpha() for month in told["months"])
    assert all(any("{n}" in text for text in forms.values()) for forms in told["ages"].values())


def test_russian_counts_in_three_ways() -> None:
    assert calendar("ru")["ages"]["day"] == {"one": "{n} день назад", "few": "{n} дня назад", "many": "{n} дней назад"}


@pytest.mark.parametrize("typed", ["ki123i", "KI123I", "Kİ123ı", "kı123İ"])
def test_a_turkish_keyboard_types_the_same_passport_number(typed: str) -> None:
    assert capitals(typed) == "KI123I"


@pytest.mark.parametrize("typed", ["info@example.org", "INFO@EXAMPLE.ORG", "İNFO@EXAMPLE.ORG", "ınfo@example.org"])
def test_a_turkish_keyboard_types_the_same_address(typed: str) -> None:
    assert small(typed) == "info@example.org"


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [(5000, "EUR", "€50.00"), (7500, "OMR", "OMR 7.500"), (25_000, "IQD", "IQD 25.000"), (250_050, "RSD", "RSD 2,500.50"),
     (500, "JPY", "¥500")],
)  # fmt: skip
def test_money_has_the_decimals_it_is_paid_in(minor: int, currency: str, said: str) -> None:
    assert format_money(minor, currency, "en").replace("\N{NO-BREAK SPACE}", " ") == said
    assert to_minor(to_major(minor, currency), currency) == minor


@pytest.mark.parametrize("currency", [each.alpha_3 for each in pycountry.currencies if is_currency(each.alpha_3)])
def test_the_test_bank_counts_in_the_same_units(currency: str) -> None:
    assert bank_writes(1_234_567, currency).split()[1].replace(",", "") == str(to_major(1_234_567, currency))
