"""Kinds of fields: one registry, a file for each family. Pure functions over a field of a definition and its value."""

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

from legation.procedures.definitions.options import FILES
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds.base import Kind, Words, clean, western_digits
from legation.procedures.kinds.choices import Choice, Choices, Declaration, Relation, Statement, YesNo
from legation.procedures.kinds.dates import Day, PartialDate, Time
from legation.procedures.kinds.groups import Group, in_row, row_words
from legation.procedures.kinds.numbers import DocumentNumber, Money, NationalNumber, Number, Phone
from legation.procedures.kinds.papers import MEDIA, PDF, SUFFIXES, File, Picture
from legation.procedures.kinds.places import Address, Country
from legation.procedures.kinds.texts import Email, MachineReadable, Name, Text

__all__ = [
    "FILE_KINDS", "MEDIA", "PDF", "SUFFIXES", "asked_in_row", "clean", "fact", "from_json", "in_row", "input_names",
    "json_schema", "kind_of", "options", "paper_kind", "parse", "row_words", "sample", "show", "typed",
    "western_digits",
]  # fmt: skip

FILE_KINDS = FILES
_PAPERS: dict[str, Picture] = {"photo": Picture(), "scan": Picture(), "file": File()}


def kind_of(field: FieldDefinition) -> Kind:
    """The kind of a field."""
    return KINDS[field.kind]


_GROUP = Group(kind_of)
KINDS: dict[str, Kind] = {
    "name": Name(), "text": Text(), "email": Email(), "mrz": MachineReadable(),
    "document_number": DocumentNumber(), "national_number": NationalNumber(), "phone": Phone(), "number": Number(),
    "money": Money(), "date": Day(), "partial_date": PartialDate(), "time": Time(), "country": Country(),
    "address": Address(), "choice": Choice(), "choices": Choices(), "relation": Relation(), "yes_no": YesNo(),
    "declaration": Declaration(), "statement": Statement(), **_PAPERS, "group": _GROUP,
}  # fmt: skip
"""Every kind there is: the same names as `schema.FieldKind`."""


def paper_kind(field: FieldDefinition) -> Picture:
    """The kind of a field that is answered with a file."""
    return _PAPERS[field.kind]


def input_names(field: FieldDefinition) -> list[str]:
    """The names of a field's inputs in a form."""
    return kind_of(field).inputs(field)


def parse(field: FieldDefinition, data: Mapping[str, str], *, today: date) -> Any:
    """The value a form sent for a field, or None where it is empty.

    Raises:
        Invalid: with a sentence for the reader; for rows with one for each field that is wrong, in `fields`.
    """
    return kind_of(field).read(field, data, today)


def asked_in_row(group: FieldDefinition, number: int, data: Mapping[str, str], *, today: date) -> list[FieldDefinition]:
    """The fields that a row of a group asks, given what was typed in it, by input name."""
    return _GROUP.asked(group, number, data, today)


def typed(field: FieldDefinition, value: Any) -> dict[str, str]:
    """A stored value as one types it, by input name; `parse` gives the same value back."""
    return kind_of(field).typed(field, value)


def show(field: FieldDefinition, value: Any, language: str, words: Words) -> str:
    """A stored value as a person reads it; `words` gives the wording under a key."""
    return "—" if value is None or value == "" else kind_of(field).show(field, value, language, words)


def options(field: FieldDefinition, language: str, words: Words) -> list[tuple[str, str]]:
    """What there is to choose from: code and words."""
    return kind_of(field).options(field, language, words)


def fact(field: FieldDefinition, value: Any) -> Any:
    """What conditions see of a stored value."""
    return kind_of(field).fact(field, value)


def json_schema(field: FieldDefinition) -> dict[str, Any]:
    """The JSON Schema of a field's value; what is stored is that value."""
    return kind_of(field).json_schema(field)


def from_json(field: FieldDefinition, value: Any, *, today: date) -> Any:
    """The value to store for one that came as JSON, by the same rules as for a form; files come by themselves.

    Raises:
        Invalid: as `parse`.
    """
    return kind_of(field).from_json(field, value, today)


def sample(field: FieldDefinition, random: Random, *, today: date) -> Any:
    """Some value that is accepted; for FILE_KINDS the bytes of a file."""
    return kind_of(field).sample(field, random, today)
