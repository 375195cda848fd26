"""Dates with the month in letters, money with its currency, in the reader's language. CLDR through Babel."""

import re
from copy import copy, deepcopy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, localedata
from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from babel.dates import format_timedelta
from babel.numbers import NumberPattern
from django.utils import translation

from legation.ground.currencies import exponent

# UTS 35 part 3, currencySpacing, which Babel does not do: a code in letters keeps its distance
_LETTERS_TOUCH_DIGITS = re.compile(r"(?<=[^\W\d_])(?=\d)")


@dataclass(frozen=True)
class Language:
    """A language: ISO 639-1 code, its own name for itself, the letters it is written in (by the name of their font
    file), which way it runs, and what stands between items."""

    code: str
    name: str
    letters: str = "latin"
    direction: str = "ltr"
    comma: str = ", "


LANGUAGES = (
    Language("en", "English"),
    Language("fr", "Français"),
    Language("tr", "Türkçe", "turkic"),
    Language("az", "Azərbaycanca", "turkic"),
    Language("ru", "Русский", "russian"),
    Language("ar", "العربية", "arabic", "rtl", "، "),
)
BY_CODE = {language.code: language for language in LANGUAGES}


def current() -> Language:
    """The language the reader is being answered in."""
    return BY_CODE.get((translation.get_language() or "en")[:2], LANGUAGES[0])


@cache
def locale(code: str) -> Locale:
    """CLDR's locale for a language code, with data of its own.

    Babel lets languages share what they inherit, and writes what one of them resolves into what all have: Arabic months
    were Azerbaijani wherever somebody had asked for those before.
    """
    data = localedata.load(code)
    data.update(deepcopy(dict(data)))
    return Locale.parse(code)


@lru_cache(maxsize=4096)
def format_date(value: date, language: str) -> str:
    """A day with its month in letters, as in '12 November 2026'."""
    text = babel_date(value, "d MMMM y", locale=locale(language))
    return first_day(language) + text[1:] if value.day == 1 else text


def format_weekday(value: date, language: str) -> str:
    """A day with its weekday, as in 'Tuesday, 1 December 2026' and as each language orders it."""
    text = babel_date(value, "EEEE", locale=locale(language))
    day = format_date(value, language)
    return {"tr": f"{day} {text}", "az": f"{day}, {text}", "fr": f"{text} {day}"}.get(
        language, f"{text}{BY_CODE[language].comma}{day}"
    )


def first_day(language: str) -> str:
    """How the first of a month is written: an ordinal in French, which CLDR's patterns cannot say."""
    return "1er" if language == "fr" else "1"


def format_moment(value: datetime, language: str, zone: str = "UTC") -> str:
    """A day and time with its zone said, as in '12 November 2026, 14:05 UTC'."""
    local = value.astimezone(ZoneInfo(zone))
    hour = babel_datetime(local, "HH:mm", locale=locale(language))
    return f"{format_date(local.date(), language)}{BY_CODE[language].comma}{hour} {local.tzname() or zone}"


def month_names(language: str) -> list[str]:
    """The twelve months as they stand alone, January first."""
    names = locale(language).months["stand-alone"]["wide"]
    return [names[month] for month in range(1, 13)]


def calendar(language: str) -> dict[str, Any]:
    """What a page needs to write moments and ages itself: not every browser knows every language.

    Returns:
        `months` as they stand in a date, `first` for the first day, `comma`, and `ages`: unit -> plural category ->
        wording with {n} for the number, such as '{n} hours ago'.
    """
    names, rule = locale(language).months["format"]["wide"], locale(language).plural_form
    ages: dict[str, dict[str, str]] = {}
    for unit in ("minute", "hour", "day"):
        for number in range(200, 0, -1):
            past = timedelta(**{f"{unit}s": -number})
            text = format_timedelta(past, unit, threshold=1000, add_direction=True, locale=locale(language))
            ages.setdefault(unit, {})[rule(number)] = text.replace(str(number), "{n}", 1)
    return {
        "months": [names[month] for month in range(1, 13)], "first": first_day(language),
        "comma": BY_CODE[language].comma, "ages": ages,
    }  # fmt: skip


def format_money(minor: int, currency: str, language: str) -> str:
    """An amount in minor units with its currency, as in '€50.00' or 'OMR 7.500'."""
    pattern = _money_pattern(language, exponent(currency))
    text = pattern.apply(to_major(minor, currency), locale(language), currency=currency, currency_digits=False)
    return _LETTERS_TOUCH_DIGITS.sub("\N{NO-BREAK SPACE}", str(text))


@cache
def _money_pattern(language: str, decimals: int) -> NumberPattern:
    """CLDR's pattern with the decimals of ISO 4217: CLDR writes no fils and no para, which fees are counted in."""
    pattern: NumberPattern = copy(locale(language).currency_formats["standard"])
    pattern.frac_prec = (decimals, decimals)
    return pattern


def to_major(minor: int, currency: str) -> Decimal:
    """Minor units (cents) as an exact decimal amount."""
    return Decimal(minor).scaleb(-exponent(currency))


def to_minor(amount: Decimal, currency: str) -> int:
    """An exact decimal amount in minor units (cents).

    Raises:
        ValueError: the amount has more decimals than the currency.
    """
    minor = amount.scaleb(exponent(currency))
    if minor != minor.to_integral_value():
        raise ValueError(f"{amount} is not a whole number of {currency} minor units")
    return int(minor)
