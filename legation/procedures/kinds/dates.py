"""Kinds that are dates and times: a day, a date of which day or month may be unknown, a time of day."""

import re
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from babel.dates import format_date as babel_date
from django.utils.translation import gettext as _

from legation.ground.errors import Invalid
from legation.ground.languages.api import format_date, locale
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds.base import Kind, Words, western_digits, whole

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]?([0-5][0-9])")
EARLIEST = 1850
"""The parents of the oldest people alive were born later."""


class Day(Kind):
    """A day, as day, month and year; stored as ISO 8601."""

    parts = ("day", "month", "year")

    def missing(self) -> str:
        """All three."""
        return _("Fill in day, month and year.")

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> str:
        """A day there was or will be."""
        day, month, year = (western_digits(part) for part in raw)
        try:
            if len(year) != 4 or len(month) > 2 or len(day) > 2:
                raise ValueError("too long")
            value = date(int(year), int(month), int(day))
        except ValueError as error:
            raise Invalid(reader=_("This is not a date. Write day, month and year, such as 27 March 1990.")) from error
        if field.past and value > today:
            raise Invalid(reader=_("This date must be in the past."))
        if not 1900 <= value.year <= today.year + 50:
            raise Invalid(reader=_("Check the year."))
        return value.isoformat()

    def typed(self, field: FieldDefinition, value: Any) -> dict[str, str]:
        """Without leading zeros; what is no date at all stands where the day does, to be told as it is."""
        found = _ISO.fullmatch(value)
        year, month, day = found.groups() if found else ("", "", value)
        texts = {"day": (day or "").lstrip("0"), "month": (month or "").lstrip("0"), "year": year}
        return {f"{field.field}-{part}": text for part, text in texts.items()}

    def show(self, field: FieldDefinition, value: Any, language: str, words: Words) -> str:
        """With its month in letters."""
        return format_date(date.fromisoformat(value), language)

    def fact(self, field: FieldDefinition, value: Any) -> Any:
        """Midnight UTC."""
        return datetime.combine(date.fromisoformat(value), time(), UTC)

    def fits(self, field: FieldDefinition, value: Any) -> bool:
        """A text."""
        return isinstance(value, str)

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """ISO 8601."""
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

    def sample(self, field: FieldDefinition, random: Random, today: date) -> str:
        """Some years ago, or soon."""
        days = random.randint(-20000, -7000) if field.past else random.randint(30, 300)
        return (today + timedelta(days=days)).isoformat()


class PartialDate(Day):
    """A date of which the day, or day and month, may be unknown: `1950`, `1950-03`, `1950-03-07`.

    Source: ISO 8601-1 section 5.2.2.3, the reduced precision that EDTF (ISO 8601-2) takes over. Conditions see its
    `year` alone, so that none of them depends on a day that nobody knows.
    """

    def missing(self) -> str:
        """The year at least."""
        return _("Fill in at least the year.")

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> str:
        """As much of a date as is known."""
        day, month, year = raw
        if not year:
            raise Invalid(reader=_("Fill in at least the year."))
        if day and not month:
            raise Invalid(reader=_("A day needs its month. Leave the day empty if you do not know the month."))
        known = [whole(part) if part else 1 for part in (year, month, day)]
        try:
            if len(year) != 4 or len(month) > 2 or len(day) > 2 or None in known:
                raise ValueError("no number, or too long")
            value = date(*known)  # type: ignore[arg-type]
        except ValueError as error:
            raise Invalid(reader=_("This is not a date. Leave empty what you do not know.")) from error
        if field.past and value > today:
            raise Invalid(reader=_("This date must be in the past."))
        if not EARLIEST <= value.year <= today.year + 50:
            raise Invalid(reader=_("Check the year."))
        return value.isoformat()[: 10 if day else 7 if month else 4]

    def show(self, field: FieldDefinition, value: Any, language: str, words: Words) -> str:
        """As much as is known."""
        if len(value) == 10:
            return format_date(date.fromisoformat(value), language)
        if len(value) == 4:
            return str(value)
        return babel_date(date.fromisoformat(f"{value}-01"), "LLLL y", locale=locale(language))

    def fact(self, field: FieldDefinition, value: Any) -> Any:
        """The year."""
        return {"year": int(value[:4])}

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """One of the three forms."""
        return {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}

    def sample(self, field: FieldDefinition, random: Random, today: date) -> str:
        """Of any precision."""
        return (today - timedelta(days=random.randint(7000, 30000))).isoformat()[: random.choice((4, 7, 10))]


class Time(Kind):
    """A time of day, such as 14:05."""

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> str:
        """Hours and minutes."""
        found = _TIME.fullmatch(western_digits(raw[0]))
        if found is None:
            raise Invalid(reader=_("Write the time as hours and minutes, such as 14:05."))
        return f"{int(found[1]):02d}:{found[2]}"

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """Twenty-four hours."""
        return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}

    def sample(self, field: FieldDefinition, random: Random, today: date) -> str:
        """By day."""
        return f"{random.randint(8, 18):02d}:{random.choice((0, 15, 30, 45)):02d}"
