"""Kinds of fields: what a browser sends becomes a plain value, or a sentence that says what is wrong. Pure functions.

A parser gets the raw strings (one per input of the field) and gives a JSON value; '' and absence are empty.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from legation.ground.errors import Invalid
from legation.ground.languages.api import format_date
from legation.ground.languages.casing import capitals
from legation.ground.states.codes import nationality_codes
from legation.ground.states.names import state_name
from legation.procedures.definitions.schema import FieldDefinition

FILE_KINDS = ("photo", "scan")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_NUMBER = re.compile(r"[A-Z0-9]{5,15}")
# digits people type in other scripts (Arabic, Persian) are the same numbers
_DIGITS = {ord(c): str(unicodedata.digit(c)) for block in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for c in block}


def western_digits(text: str) -> str:
    """Eastern digits as 0-9."""
    return text.translate(_DIGITS)


def clean(raw: str) -> str:
    """NFC, no control or direction characters, single spaces, trimmed."""
    text = unicodedata.normalize("NFC", raw)
    kept = "".join(
        " " if c in "\r\n\t" else c for c in text if unicodedata.category(c) not in ("Cc", "Cf") or c in "\r\n\t"
    )
    return " ".join(kept.split())


def input_names(field: FieldDefinition) -> list[str]:
    """The names of a field's inputs in a form."""
    return [f"{field.field}-{part}" for part in ("day", "month", "year")] if field.kind == "date" else [field.field]


def parse(field: FieldDefinition, data: Mapping[str, str], *, today: date) -> Any:
    """The value a form sent for a field, or None where it is empty.

    Raises:
        Invalid: with a sentence for the reader.
    """
    raw = [clean(str(data.get(name, ""))) for name in input_names(field)]
    if not any(raw):
        if field.required:
            raise Invalid(reader=_REQUIRED.get(field.kind, _missing)())
        return None
    return _PARSERS[field.kind](field, raw, today)


def _missing() -> str:
    return _("Fill in this field.")


_REQUIRED: dict[str, Callable[[], str]] = {
    "choice": lambda: _("Choose one of the answers."),
    "country": lambda: _("Choose a country from the list."),
    "date": lambda: _("Fill in day, month and year."),
    "declaration": lambda: _("You can only go on if you confirm this."),
    "photo": lambda: _("Choose a picture."),
    "scan": lambda: _("Choose a picture."),
}


def _text(field: FieldDefinition, raw: list[str], today: date) -> str:
    if len(raw[0]) > field.longest:
        raise Invalid(reader=_("This is too long: %(most)d characters at most.") % {"most": field.longest})
    return raw[0]


def _name(field: FieldDefinition, raw: list[str], today: date) -> str:
    name = _text(field, raw, today)
    if not any(c.isalpha() for c in name):
        raise Invalid(reader=_("Write the name in letters, as the passport shows it."))
    if any(not (c.isalpha() or c in " -'’.·" or unicodedata.category(c).startswith("M")) for c in name):
        raise Invalid(reader=_("A name has letters, spaces, hyphens and apostrophes only."))
    return name


def _email(field: FieldDefinition, raw: list[str], today: date) -> str:
    address = _text(field, raw, today)
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid(reader=_("Write an e-mail address such as name@example.org.")) from error
    return address


def _phone(field: FieldDefinition, raw: list[str], today: date) -> str:
    number = re.sub(r"[\s().-]", "", western_digits(raw[0]))
    number = "+" + number[2:] if number.startswith("00") else number
    if not _PHONE.fullmatch(number):
        raise Invalid(reader=_("Write the number with its country code, such as +44 20 7946 0000."))
    return number


def _document_number(field: FieldDefinition, raw: list[str], today: date) -> str:
    number = capitals(re.sub(r"[\s-]", "", western_digits(raw[0])))
    if not _NUMBER.fullmatch(number):
        raise Invalid(reader=_("Letters A to Z and digits only, 5 to 15 of them, as in the passport."))
    return number


def _date(field: FieldDefinition, raw: list[str], today: date) -> str:
    day, month, year = (western_digits(part) for part in raw)
    try:
        if len(year) != 4:
            raise ValueError("year")
        value = date(int(year), int(month), int(day))
    except ValueError as error:
        raise Invalid(reader=_("This is not a date. Write day, month and year, such as 27 March 1990.")) from error
    if field.past and value > today:
        raise Invalid(reader=_("This date must be in the past."))
    if not 1900 <= value.year <= today.year + 50:
        raise Invalid(reader=_("Check the year."))
    return value.isoformat()


def _country(field: FieldDefinition, raw: list[str], today: date) -> str:
    code = raw[0].upper()
    if code not in nationality_codes():
        raise Invalid(reader=_("Choose a country from the list."))
    return code


def _choice(field: FieldDefinition, raw: list[str], today: date) -> str:
    if raw[0] not in field.choices:
        raise Invalid(reader=_("Choose one of the answers."))
    return raw[0]


def _declaration(field: FieldDefinition, raw: list[str], today: date) -> bool:
    if raw[0] != "yes":
        raise Invalid(reader=_("You can only go on if you confirm this."))
    return True


_PARSERS: dict[str, Callable[[FieldDefinition, list[str], date], Any]] = {
    "text": _text, "name": _name, "email": _email, "phone": _phone, "document_number": _document_number,
    "date": _date, "country": _country, "choice": _choice, "declaration": _declaration,
}  # fmt: skip


def show(field: FieldDefinition, value: Any, language: str, choice: Callable[[str], str]) -> str:
    """A stored value as a person reads it; `choice` gives the words of a choice."""
    if value is None or value == "":
        return "—"
    match field.kind:
        case "date":
            return format_date(date.fromisoformat(value), language)
        case "country":
            return state_name(value, language)
        case "choice":
            return choice(value)
        case "declaration":
            return _("Confirmed")
        case "photo" | "scan":
            return _("Picture received")
    return str(value)
