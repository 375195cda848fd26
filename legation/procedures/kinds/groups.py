"""Fields that are asked several times: children, earlier stays, employers. The value is a list of rows.

A row's fields are read as if they were fields of their own, named `<group>-<number>-<field>`; a row in which nothing
is given is not there. A field with a condition on its row (`when: 'row.kind == "child"'`) is read where that holds.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from legation.ground.errors import Invalid
from legation.procedures.definitions.expressions import Expression, ExpressionError
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds.base import MOST_TYPED, Kind, Words, clean

Find = Callable[[FieldDefinition], Kind]


def in_row(group: FieldDefinition, number: int, field: FieldDefinition) -> FieldDefinition:
    """A field of a group as it stands in a row, counted from 0."""
    return field.model_copy(update={"field": f"{group.field}-{number}-{field.field}"})


def row_words(group: FieldDefinition, words: Words) -> Words:
    """The words of the choices in a group's rows: under `choice.<group>.<field>.<code>`."""
    return lambda key: words(key.replace("choice.", f"choice.{group.field}.", 1))


class Group(Kind):
    """Rows of fields, at least `at_least` and at most `at_most`; stored as a list of `{field: value}`."""

    def __init__(self, kind_of: Find) -> None:
        self.kind_of = kind_of

    def inputs(self, field: FieldDefinition) -> list[str]:
        """Of every row there may be, and of one too many, so that none is lost without a word."""
        return [name for number in range(self._most(field) + 1) for name in self._of_row(field, number)]

    def _most(self, field: FieldDefinition) -> int:
        return field.at_most or 1

    def _of_row(self, field: FieldDefinition, number: int) -> list[str]:
        return [
            name for each in field.fields or ()
            for name in self.kind_of(each).inputs(in_row(field, number, each))
        ]  # fmt: skip

    def missing(self) -> str:
        """One at least."""
        return _("Give at least one.")

    def asked(self, field: FieldDefinition, number: int, data: Mapping[str, str], today: date) -> list[FieldDefinition]:
        """The fields that a row asks, given what was typed in it so far."""
        row: dict[str, Any] = {}
        found = []
        for each in field.fields or ():
            if self._is_asked(each, row, field):
                found.append(each)
                with suppress(Invalid):
                    row[each.field] = self.kind_of(each).read(in_row(field, number, each), data, today)
        return found

    def _is_asked(self, each: FieldDefinition, row: Mapping[str, Any], field: FieldDefinition) -> bool:
        """Whether a field is asked after these answers of its row; not while one that it depends on is lacking."""
        if each.when is None:
            return True
        before = {name: value for name, value in row.items() if value is not None}
        try:
            return bool(Expression(each.when).run({"row": self.fact(field, [before])[0]}))
        except ExpressionError:
            return False

    def given(self, field: FieldDefinition, data: Mapping[str, str]) -> list[int]:
        """The numbers of the rows in which something is given."""
        return [
            number for number in range(self._most(field) + 1)
            if any(clean(str(data.get(name, ""))[:MOST_TYPED]) for name in self._of_row(field, number))
        ]  # fmt: skip

    def read(self, field: FieldDefinition, data: Mapping[str, str], today: date) -> list[dict[str, Any]] | None:
        """The rows; raises `Invalid` with `fields` of all that is wrong, by the name of a field in its row."""
        numbers = self.given(field, data)
        if len(numbers) > self._most(field):
            raise Invalid(reader=_("At most %(most)d can be given.") % {"most": self._most(field)})
        rows, errors = [], {}
        for number in numbers:
            row: dict[str, Any] = {}
            for each in field.fields or ():
                if not self._is_asked(each, row, field):
                    continue
                place = in_row(field, number, each)
                try:
                    value = self.kind_of(each).read(place, data, today)
                except Invalid as error:
                    errors[place.field] = error.reader
                    continue
                if value is not None:
                    row[each.field] = value
            rows.append(row)
        if errors:
            numbers = sorted({int(name.split("-")[1]) + 1 for name in errors})
            told = _("Look at number %(which)s again.") % {"which": ", ".join(map(str, numbers))}
            raise Invalid(reader=told, fields={field.field: told} | errors)
        if len(rows) < (field.at_least or 0):
            raise Invalid(reader=_("Give at least %(least)d.") % {"least": field.at_least or 0})
        return [row for row in rows if row] or None

    def parse(self, field: FieldDefinition, raw: list[str], today: date) -> Any:
        """The rows, from the texts of all inputs."""
        return self.read(field, dict(zip(self.inputs(field), raw, strict=True)), today)

    def typed(self, field: FieldDefinition, value: Any) -> dict[str, str]:
        """Every row's inputs."""
        return {
            name: text for number, row in enumerate(value) for each in field.fields or () if each.field in row
            for name, text in self.kind_of(each).typed(in_row(field, number, each), row[each.field]).items()
        }  # fmt: skip

    def show(self, field: FieldDefinition, value: Any, language: str, words: Words) -> str:
        """How many; each row is shown by itself."""
        return str(len(value))

    def fact(self, field: FieldDefinition, value: Any) -> Any:
        """A list of what conditions see of each row."""
        return [
            {each.field: self.kind_of(each).fact(each, row[each.field]) for each in field.fields or ()
             if each.field in row}
            for row in value
        ]  # fmt: skip

    def fits(self, field: FieldDefinition, value: Any) -> bool:
        """A list of rows, each with values that fit, none empty."""
        if not isinstance(value, list) or len(value) > self._most(field):
            return False
        fields = {each.field: each for each in field.fields or ()}
        return all(
            isinstance(row, dict) and row and set(row) <= set(fields)
            and all(self.kind_of(fields[name]).fits(fields[name], each) for name, each in row.items())
            for row in value
        )  # fmt: skip

    def json_schema(self, field: FieldDefinition) -> dict[str, Any]:
        """A list of objects."""
        row = {
            "type": "object", "additionalProperties": False, "minProperties": 1,
            "properties": {each.field: self.kind_of(each).json_schema(each) for each in field.fields or ()},
            "required": [each.field for each in field.fields or () if each.required and not each.when],
        }  # fmt: skip
        return {"type": "array", "minItems": field.at_least or 0, "maxItems": self._most(field), "items": row}

    def sample(self, field: FieldDefinition, random: Random, today: date) -> list[dict[str, Any]]:
        """A few rows."""
        count = random.randint(max(1, field.at_least or 0), self._most(field))
        return [self._sample(field, random, today) for _number in range(count)]

    def _sample(self, field: FieldDefinition, random: Random, today: date) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for each in field.fields or ():
            if self._is_asked(each, row, field):
                row[each.field] = self.kind_of(each).sample(each, random, today)
        return row
