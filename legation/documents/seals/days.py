"""Dates of a machine readable zone, YYMMDD, and the century they leave out (Doc 9303-3 section 4.8)."""

import re
from datetime import date

from .errors import MrzError
from .spelling import FILLER

UNKNOWN = FILLER * 6
_SHAPE = re.compile(r"([0-9]{2}|<<)(0[1-9]|1[0-2]|<<)(0[1-9]|[12][0-9]|3[01]|<<)")


def yymmdd(day: date) -> str:
    """The six digits of a day, such as `420712` for 12 July 1942."""
    return day.strftime("%y%m%d")


def birth_day(text: str, *, today: date) -> date | None:
    """The day of birth meant by six characters: the latest one that is not after `today`.

    None when part of the date is unknown (fillers). Raises `MrzError` when no such day exists, as in
    `990230`. A person older than a hundred years is taken for a child: two digits cannot tell, so compare
    with the printed date.
    """
    return _expanded(text, latest=today, what="birth")


def expiry_day(text: str, *, today: date, ahead: int = 50) -> date | None:
    """The day of expiry meant by six characters: the latest one at most `ahead` years after this year.

    Nothing is issued for longer than half a century, so the other half of the hundred years is the past. None
    when part of the date is unknown; raises `MrzError` when no such day exists.
    """
    return _expanded(text, latest=date(today.year + ahead, 12, 31), what="expiry")


def checked(text: str, *, what: str, unknown: bool) -> str:
    """Return six characters that may stand in a zone; fillers for unknown parts only if `unknown`.

    Raises `MrzError` for anything else, such as a month 13 or the 31st of February.
    """
    if _expanded(text, latest=date(2099, 12, 31), what=what) is None and not unknown:
        raise MrzError(f"{what} must be known, not {text!r}")
    return text


def _expanded(text: str, *, latest: date, what: str) -> date | None:
    parts = _SHAPE.fullmatch(text)
    if not parts:
        raise MrzError(f"{what} is YYMMDD, not {text!r}")
    if FILLER in text:
        return None
    year, month, day = (int(part) for part in parts.groups())
    century = latest.year - latest.year % 100
    possible = (_day(first + year, month, day) for first in (century, century - 100))
    found = next((each for each in possible if each and each <= latest), None)
    if found is None:
        raise MrzError(f"{what} {text!r} is no day of the calendar")
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
