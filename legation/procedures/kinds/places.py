"""Kinds that are places: a state, an address anywhere."""

from datetime import date
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from legation.ground.errors import Invalid
from legation.ground.languages.api import BY_CODE
from legation.ground.states.names import Nationality, nationalities, residences, state_name
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds.base import Kind, Words


class Country(Kind):
    """A state or nationality, by its code of three letters; of `lands`, only where one can be."""

    def missing(self) -> str:
        """One of the list."""
        return _("Choose a country from the list.")

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> Any:
        """A code that there is."""
        code = raw[0].upper()
        if all(each.code != code for each in self.offered(field, "en")):
            raise Invalid(reader=_("Choose a country from the list."))
        return code

    def show(self, field: FieldDefinition, value: Any, language: str, words: Words) -> str:
        """Its name."""
        return state_name(value, language)

    def options(self, field: FieldDefinition, language: str, words: Words) -> list[tuple[str, str]]:
        """All, in the order of the language."""
        return [(each.code, each.name) for each in self.offered(field, language)]

    def offered(self, field: FieldDefinition, language: str) -> tuple[Nationality, ...]:
        """What the list has, in the order of the language."""
        return residences(language) if field.lands else nationalities(language)

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """Three capitals."""
        return {"type": "string", "pattern": "^[A-Z]{3}$"}

    def sample(self, field: FieldDefinition, random: Random, today: date) -> Any:
        """A few of them."""
        return random.choice(("FRA", "TUR", "AZE", "EGY", "UTO"))


_LONGEST = {"line1": 80, "line2": 80, "postal_code": 16, "city": 60, "region": 60}
_NEEDED = ("line1", "city", "country")


class Address(Country):
    """An address in any state, in five inputs and a list: stored as `lines`, `city`, `country` and what else is given.

    Source of the parts: UPU S42, without what only some states have. Conditions see its `country`.
    """

    parts = ("line1", "line2", "postal_code", "city", "region", "country")

    def offered(self, field: FieldDefinition, language: str) -> tuple[Nationality, ...]:
        """Nobody lives in an organisation."""
        return residences(language)

    def missing(self) -> str:
        """What it cannot do without."""
        return _("Fill in street, city and country.")

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> dict[str, Any]:
        """All that is needed, nothing too long."""
        given = dict(zip(self.parts, raw, strict=True))
        if not all(given[part] for part in _NEEDED):
            raise Invalid(reader=_("Fill in street, city and country."))
        for part, most in _LONGEST.items():
            if len(given[part]) > most:
                raise Invalid(reader=_("One line is too long: %(most)d characters at most.") % {"most": most})
        country = super().parse(field, [given["country"]], today)
        found: dict[str, Any] = {"lines": [each for each in (given["line1"], given["line2"]) if each]}
        return found | {part: given[part] for part in ("postal_code", "city", "region") if given[part]} | {
            "country": country
        }  # fmt: skip

    def typed(self, field: FieldDefinition, value: Any) -> dict[str, str]:
        """Each part in its input."""
        line1, line2 = [*value["lines"], ""][:2]
        texts = {"line1": line1, "line2": line2} | {part: value.get(part, "") for part in self.parts[2:]}
        return {f"{field.field}-{part}": text for part, text in texts.items()}

    def show(self, field: FieldDefinition, value: Any, language: str, words: Words) -> str:
        """In one line."""
        town = " ".join(filter(None, (value.get("postal_code"), value["city"])))
        parts = (*value["lines"], town, value.get("region"), state_name(value["country"], language))
        return BY_CODE[language].comma.join(filter(None, parts))

    def fact(self, field: FieldDefinition, value: Any) -> Any:
        """The state it lies in."""
        return {"country": value["country"]}

    def fits(self, field: FieldDefinition, value: Any) -> bool:
        """Texts under the names of its parts, one or two lines."""
        if not isinstance(value, dict) or not set(value) <= {"lines", *self.parts[2:]}:
            return False
        lines = value.get("lines")
        if not isinstance(lines, list) or not 1 <= len(lines) <= 2:
            return False
        return all(isinstance(each, str) for each in (*lines, *(v for k, v in value.items() if k != "lines")))

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """Its parts."""
        text = {part: {"type": "string", "maxLength": most} for part, most in _LONGEST.items()}
        line = text.pop("line1")
        text.pop("line2")
        lines = {"type": "array", "items": line | {"minLength": 1}, "minItems": 1, "maxItems": 2}
        return {
            "type": "object", "required": ["lines", "city", "country"], "additionalProperties": False,
            "properties": {"lines": lines, **text, "country": super().json_schema(field)},
        }  # fmt: skip

    def sample(self, field: FieldDefinition, random: Random, today: date) -> dict[str, Any]:
        """A house in Paris, wherever that lies."""
        street = f"{random.randint(1, 90)} rue d'Amaurote"
        found = {"lines": [street], "postal_code": f"750{random.randint(1, 20):02d}", "city": "Paris"}
        found["country"] = super().sample(field, random, today)
        return found | ({"region": "Île-de-France"} if random.random() < 0.5 else {})
