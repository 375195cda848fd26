"""Kinds that are numbers: of documents and persons, phones, counts, sums of money."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import phonenumbers
from django.utils.translation import gettext as _

from legation.ground.currencies import exponent
from legation.ground.errors import Invalid
from legation.ground.languages.api import format_money, to_major, to_minor
from legation.ground.languages.casing import capitals
from legation.ground.profile import profile
from legation.ground.states.codes import alpha_2
from legation.procedures.definitions import number_checks
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds.base import Kind, Words, western_digits, whole

_NUMBER = re.compile(r"[A-Z0-9]{5,15}")
_NATIONAL = re.compile(r"[A-Z0-9][A-Z0-9 ./-]{1,29}")
_AMOUNT = re.compile(r"([0-9]{1,12})(?:[.,٫]([0-9]{1,4}))?")
_MOST_MINOR = 10**15


class DocumentNumber(Kind):
    """The number of a passport or another document."""

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> str:
        """Capitals and digits."""
        number = capitals(re.sub(r"[\s-]", "", western_digits(raw[0])))
        if not _NUMBER.fullmatch(number):
            raise Invalid(reader=_("Letters A to Z and digits only, 5 to 15 of them, as in the passport."))
        return number

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """Its form."""
        return {"type": "string", "pattern": "^[A-Z0-9]{5,15}$"}

    def sample(self, field: FieldDefinition, random: Random, today: date) -> str:
        """A letter and eight digits."""
        return f"{random.choice('ACEHKLMNPRTX')}{random.randrange(10**8):08d}"


class NationalNumber(Kind):
    """The number by which a state knows a person, a firm, a taxpayer; its check digits are checked by name.

    `check: az.voen` is one of python-stdnum's, `check: mrz` the digit of ICAO Doc 9303-3 section 4.9 at the end.
    """

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> str:
        """The number in its compact form."""
        number = capitals(western_digits(raw[0]))
        if field.check is None:
            if not _NATIONAL.fullmatch(number):
                raise Invalid(reader=_("Letters A to Z and digits only, 2 to 30 of them."))
            return number
        found = number_checks.compact(field.check, number)
        if found is None:
            raise Invalid(reader=_("This number is not right. Compare each digit with the document."))
        return found

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """With the name of its check."""
        found: dict[str, Any] = {"type": "string", "minLength": 2, "maxLength": 40}
        return found | ({"description": f"check: {field.check}"} if field.check else {})

    def sample(self, field: FieldDefinition, random: Random, today: date) -> str:
        """A number whose digits hold."""
        return number_checks.sample(field.check, random) if field.check else f"{random.randrange(10**9, 10**10)}"


class Phone(Kind):
    """A phone number, stored as E.164; typed without a country code it is one of `country`, or of the profile's."""

    def _region(self, field: FieldDefinition) -> str | None:
        region = alpha_2(field.country) if field.country else profile().state2
        return region if region in phonenumbers.SUPPORTED_REGIONS else None

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> str:
        """A number there could be."""
        typed = western_digits(raw[0])
        typed = "+" + typed[2:] if typed.startswith("00") else typed
        try:
            number = phonenumbers.parse(typed, self._region(field))
        except phonenumbers.NumberParseException:
            number = None
        if number is None or number.extension or not phonenumbers.is_possible_number(number):
            raise Invalid(reader=_("Write the number with its country code, such as +44 20 7946 0000."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def typed(self, field: FieldDefinition, value: Any) -> dict[str, str]:
        """With its country code, in groups; as it is where grouping would say another number."""
        if isinstance(value, str) and value.startswith("+"):
            shown = self.show(field, value, "en", str)
            if re.sub(r"[^+0-9]", "", shown) == value:
                return {field.field: shown}
        return {field.field: value}

    def show(self, field: FieldDefinition, value: Any, language: str, words: Words) -> str:
        """In groups, as people read it."""
        try:
            number = phonenumbers.parse(value, None)
        except phonenumbers.NumberParseException:
            return str(value)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """E.164."""
        return {"type": "string", "pattern": "^\\+[1-9][0-9]{3,17}$"}

    def sample(self, field: FieldDefinition, random: Random, today: date) -> str:
        """In London, where 7946 0000 to 0999 are nobody's."""
        return f"+442079460{random.randrange(1000):03d}"


class Number(Kind):
    """A whole number between `least` and `most`."""

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> int:
        """Within its bounds."""
        number = whole(raw[0])
        if number is None:
            raise Invalid(reader=_("Write a whole number in digits, such as 3."))
        least, most = self._bounds(field)
        if not least <= number <= most:
            raise Invalid(reader=_("Write a number from %(least)d to %(most)d.") % {"least": least, "most": most})
        return number

    def _bounds(self, field: FieldDefinition) -> tuple[int, int]:
        return field.least or 0, field.most if field.most is not None else 10**9

    def fits(self, field: FieldDefinition, value: Any) -> bool:
        """A whole number."""
        return isinstance(value, int) and not isinstance(value, bool)

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """Its bounds."""
        least, most = self._bounds(field)
        return {"type": "integer", "minimum": least, "maximum": most}

    def sample(self, field: FieldDefinition, random: Random, today: date) -> int:
        """Any of them."""
        return random.randint(*self._bounds(field))


class Money(Kind):
    """An amount and its currency: `{"amount": minor units, "currency": "EUR"}`, decimals by ISO 4217.

    Only one mark stands between units and decimals, and groups are parted by spaces: 1,234 is never guessed at.
    """

    def inputs(self, field: FieldDefinition) -> list[str]:
        """The currency is asked only where there are several."""
        return [f"{field.field}-amount", f"{field.field}-currency"][: 1 + (len(field.currencies or ()) > 1)]

    def missing(self) -> str:
        """Both are needed."""
        return _("Write an amount.")

    def read(self, field: FieldDefinition, data: Mapping[str, str], today: date) -> Any:
        """Empty where there is no amount: a list of currencies always stands at one."""
        if not str(data.get(f"{field.field}-amount", "")).strip():
            data = {}
        return super().read(field, data, today)

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> dict[str, Any]:
        """The amount in minor units."""
        currencies = field.currencies or []
        currency = raw[1] if len(raw) > 1 else currencies[0]
        if currency not in currencies:
            raise Invalid(reader=_("Choose a currency from the list."))
        found = _AMOUNT.fullmatch(re.sub(r"[\s'’]", "", western_digits(raw[0])))
        decimals = exponent(currency)
        if found is None or len(found[2] or "") > decimals:
            example = format_amount(123450 if decimals == 2 else 1234, currency)
            raise Invalid(reader=_("Write the amount in digits, such as %(example)s.") % {"example": example})
        minor = to_minor(Decimal(f"{found[1]}.{found[2] or 0}"), currency)
        if minor > _MOST_MINOR:
            raise Invalid(reader=_("This amount is too large."))
        return {"amount": minor, "currency": currency}

    def typed(self, field: FieldDefinition, value: Any) -> dict[str, str]:
        """Units, a point, decimals."""
        amount, currency = value["amount"], value["currency"]
        return {f"{field.field}-amount": format_amount(amount, currency), f"{field.field}-currency": currency}

    def from_json(self, field: FieldDefinition, value: Any, today: date) -> Any:
        """The currency is never left out, so that nobody means another one."""
        found = super().from_json(field, value, today)
        if found["currency"] != value["currency"]:
            raise Invalid(reader=_("Choose a currency from the list."))
        return found

    def show(self, field: FieldDefinition, value: Any, language: str, words: Words) -> str:
        """As the language writes money."""
        return format_money(value["amount"], value["currency"], language)

    def options(self, field: FieldDefinition, language: str, words: Words) -> list[tuple[str, str]]:
        """The currencies, by their codes."""
        return [(code, code) for code in field.currencies or ()]

    def fits(self, field: FieldDefinition, value: Any) -> bool:
        """An amount not below zero, and the code of a currency of the list."""
        if not isinstance(value, dict) or set(value) != {"amount", "currency"}:
            return False
        amount, currency = value["amount"], value["currency"]
        known = isinstance(currency, str) and currency in (field.currencies or ())
        return known and isinstance(amount, int) and not isinstance(amount, bool) and 0 <= amount <= _MOST_MINOR

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """Minor units, so that nothing is rounded."""
        amount = {"type": "integer", "minimum": 0, "maximum": _MOST_MINOR, "description": "in the smallest unit"}
        return {
            "type": "object", "required": ["amount", "currency"], "additionalProperties": False,
            "properties": {"amount": amount, "currency": {"enum": list(field.currencies or ())}},
        }  # fmt: skip

    def sample(self, field: FieldDefinition, random: Random, today: date) -> dict[str, Any]:
        """A modest sum."""
        return {"amount": random.randrange(10**6), "currency": random.choice(field.currencies or ["EUR"])}


def format_amount(minor: int, currency: str) -> str:
    """Minor units as digits with a point: 1234.50."""
    return f"{to_major(minor, currency):.{exponent(currency)}f}"
