"""Durations, numbers and months in words."""

from datetime import date

from babel.numbers import format_decimal
from babel.units import format_unit

from legation.ground.languages.api import current, locale, month_names

_UNITS = ((129_600, 86_400, "duration-day"), (5_400, 3_600, "duration-hour"), (90, 60, "duration-minute"))
"""From how many seconds on, seconds in it, name in CLDR."""


def duration(seconds: float) -> str:
    """A duration in the unit that suits it, as in '2.4 days'; it is known within five per cent."""
    value, unit = 1.0, "duration-minute"
    for least, size, name in _UNITS:
        if seconds >= least:
            value, unit = seconds / size, name
            break
    # the long forms of some languages (Arabic, Azerbaijani, Turkish) are inherited in a way that Babel does not follow
    shown = round(value, 1) if 1 < value < 10 else round(value)
    return str(format_unit(shown, unit, length="short", locale=locale(current().code)))


def number(value: float) -> str:
    """A number with at most one decimal."""
    return str(format_decimal(round(value, 1), format="#,##0.#", locale=locale(current().code)))


def month_name(month: date) -> str:
    """As in 'November 2026'."""
    return f"{month_names(current().code)[month.month - 1]} {month.year}"


def month_short(month: date) -> str:
    """As in 'Nov'."""
    return str(locale(current().code).months["stand-alone"]["abbreviated"][month.month])
