"""Kinds that are chosen or ticked: one or several answers, yes or no, relations, what one binds oneself to."""

from collections.abc import Callable, Mapping
from datetime import date
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from legation.ground.errors import Invalid
from legation.ground.languages.api import BY_CODE, current
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds.base import Kind, Words

TICKED = "yes"


class Choice(Kind):
    """One of the definition's `choices`."""

    def missing(self) -> str:
        """One of them."""
        return _("Choose one of the answers.")

    def codes(self, field: FieldDefinition) -> list[str]:
        """What may be chosen."""
        return field.choices

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> Any:
        """One of them."""
        if raw[0] not in self.codes(field):
            raise Invalid(reader=_("Choose one of the answers."))
        return raw[0]

    def show(self, field: FieldDefinition, value: Any, language: str, words: Words) -> str:
        """Its words."""
        return dict(self.options(field, language, words)).get(value, str(value))

    def options(self, field: FieldDefinition, language: str, words: Words) -> list[tuple[str, str]]:
        """Each with its words."""
        return [(code, words(f"choice.{field.field}.{code}")) for code in self.codes(field)]

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """The codes."""
        return {"type": "string", "enum": list(self.codes(field))}

    def sample(self, field: FieldDefinition, random: Random, today: date) -> Any:
        """Any."""
        return random.choice(self.codes(field))


_RELATIONS: Mapping[str, Callable[[], str]] = {
    "father": lambda: _("Father"), "mother": lambda: _("Mother"), "spouse": lambda: _("Husband or wife"),
    "child": lambda: _("Child"), "guardian": lambda: _("Guardian"), "sibling": lambda: _("Brother or sister"),
    "other": lambda: _("Another relation"),
}  # fmt: skip


class Relation(Choice):
    """How somebody is related to the person the application is about; a fixed vocabulary, in every language."""

    def codes(self, field: FieldDefinition) -> list[str]:
        """The vocabulary."""
        return list(_RELATIONS)

    def options(self, field: FieldDefinition, language: str, words: Words) -> list[tuple[str, str]]:
        """The vocabulary in the reader's language."""
        return [(code, said()) for code, said in _RELATIONS.items()]


class YesNo(Choice):
    """Yes or no, stored as a truth."""

    def codes(self, field: FieldDefinition) -> list[str]:
        """The two."""
        return ["yes", "no"]

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> bool:
        """One of the two."""
        return bool(super().parse(field, raw, today) == "yes")

    def typed(self, field: FieldDefinition, value: Any) -> dict[str, str]:
        """A word."""
        return {field.field: "yes" if value else "no"}

    def show(self, field: FieldDefinition, value: Any, language: str, words: Words) -> str:
        """A word."""
        return _("Yes") if value else _("No")

    def options(self, field: FieldDefinition, language: str, words: Words) -> list[tuple[str, str]]:
        """The two."""
        return [("yes", _("Yes")), ("no", _("No"))]

    def fits(self, field: FieldDefinition, value: Any) -> bool:
        """A truth."""
        return isinstance(value, bool)

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """A truth."""
        return {"type": "boolean"}

    def sample(self, field: FieldDefinition, random: Random, today: date) -> bool:
        """Either."""
        return random.random() < 0.5


class Choices(Choice):
    """Several of the definition's `choices`, in their order; each is a box of its own."""

    def inputs(self, field: FieldDefinition) -> list[str]:
        """A box for each."""
        return [f"{field.field}-{code}" for code in field.choices]

    def missing(self) -> str:
        """One at least."""
        return _("Choose at least one of the answers.")

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> list[str]:
        """What was ticked."""
        if any(text not in ("", TICKED) for text in raw):
            raise Invalid(reader=_("Choose at least one of the answers."))
        return [code for code, text in zip(field.choices, raw, strict=True) if text]

    def typed(self, field: FieldDefinition, value: Any) -> dict[str, str]:
        """Ticks."""
        return {f"{field.field}-{code}": TICKED for code in value}

    def show(self, field: FieldDefinition, value: Any, language: str, words: Words) -> str:
        """In a row."""
        said = dict(self.options(field, language, words))
        return BY_CODE[language].comma.join(said.get(code, code) for code in value)

    def fits(self, field: FieldDefinition, value: Any) -> bool:
        """A list of codes there are, each once."""
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            return False
        return set(value) <= set(field.choices) and len(set(value)) == len(value)

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """Codes, each once."""
        return {"type": "array", "items": {"enum": list(field.choices)}, "uniqueItems": True, "minItems": 1}

    def sample(self, field: FieldDefinition, random: Random, today: date) -> list[str]:
        """Some."""
        return [code for code in field.choices if random.random() < 0.5] or field.choices[:1]


class Declaration(Kind):
    """What the applicant confirms when handing in."""

    def missing(self) -> str:
        """It binds whoever hands in."""
        return _("You can only go on if you confirm this.")

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> Any:
        """Ticked."""
        if raw[0] != TICKED:
            raise Invalid(reader=self.missing())
        return True

    def typed(self, field: FieldDefinition, value: Any) -> dict[str, str]:
        """Ticked."""
        return {field.field: TICKED}

    def show(self, field: FieldDefinition, value: Any, language: str, words: Words) -> str:
        """That it was."""
        return _("Confirmed")

    def fits(self, field: FieldDefinition, value: Any) -> bool:
        """True."""
        return value is True

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """True."""
        return {"const": True}

    def sample(self, field: FieldDefinition, random: Random, today: date) -> Any:
        """Confirmed."""
        return True


class Statement(Declaration):
    """A text that is read and accepted on a page of the form.

    What is stored says which edition was accepted, and in which language it was read; the bundle keeps the text.
    """

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> dict[str, str]:
        """Accepted, in the reader's language."""
        super().parse(field, raw, today)
        return {"edition": field.edition or "", "language": current().code}

    def show(self, field: FieldDefinition, value: Any, language: str, words: Words) -> str:
        """Which text, in which language."""
        said = {"edition": value["edition"], "language": BY_CODE[value["language"]].name}
        return _("Accepted: edition %(edition)s, read in %(language)s") % said

    def from_json(self, field: FieldDefinition, value: Any, today: date) -> dict[str, str]:
        """Of the edition that is in force, in the language that was read."""
        super().from_json(field, value, today)
        return dict(value)

    def fits(self, field: FieldDefinition, value: Any) -> bool:
        """The edition in force, and a language of the house."""
        if not isinstance(value, dict) or set(value) != {"edition", "language"}:
            return False
        language = value["language"]
        return value["edition"] == field.edition and isinstance(language, str) and language in BY_CODE

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """The edition, and the language it was read in."""
        return {
            "type": "object", "required": ["edition", "language"], "additionalProperties": False,
            "properties": {"edition": {"const": field.edition}, "language": {"enum": list(BY_CODE)}},
        }  # fmt: skip

    def sample(self, field: FieldDefinition, random: Random, today: date) -> dict[str, str]:
        """Accepted."""
        return {"edition": field.edition or "", "language": current().code}
