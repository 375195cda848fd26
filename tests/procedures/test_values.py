"""Answers as JSON: whatever kind of field, what its schema describes is read as a form would be, and comes back."""

from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from legation.ground.errors import Invalid
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds import parse, sample
from legation.procedures.values import as_form, json_schema, place_of
from tests.conftest import NOW
from tests.procedures.kinds_fields import FIELDS, said

TODAY = NOW.date()
OPENED: Any = SimpleNamespace(
    text=lambda key, _language: "" if key.endswith(".help") else f"words of {key}",
    definition=SimpleNamespace(starts_with=[]),
)


@pytest.mark.parametrize("field", FIELDS, ids=said)
def test_what_the_schema_describes_is_read_as_from_a_form(field: FieldDefinition) -> None:
    from jsonschema import Draft202012Validator  # here, since it takes seconds to load

    schema = json_schema(OPENED, field, "en")
    Draft202012Validator.check_schema(schema)
    for seed in range(20):
        value = sample(field, Random(seed), today=TODAY)
        Draft202012Validator(schema).validate(value)
        assert parse(field, as_form(field, value), today=TODAY) == value


def test_choices_and_rows_are_described_in_words() -> None:
    (choice,) = (each for each in FIELDS if each.kind == "choice")
    assert json_schema(OPENED, choice, "en")["oneOf"][0] == {"const": "one", "title": "words of choice.it.one"}
    (group,) = (each for each in FIELDS if each.kind == "group")
    row = json_schema(OPENED, group, "en")["items"]["properties"]
    assert row["surname"]["title"] == "words of row.it.surname" and "oneOf" in row["relation"]
    assert place_of("it-0-surname") == "it/0/surname"


@pytest.mark.parametrize("value", [7, ["x"], {"a": 1}, True])
def test_what_is_of_another_type_is_told(value: Any) -> None:
    with pytest.raises(Invalid):
        as_form(FieldDefinition(field="it", kind="name"), value)


def test_a_statement_is_accepted_in_the_language_that_is_asked_in() -> None:
    (field,) = (each for each in FIELDS if each.kind == "statement")
    assert as_form(field, {"edition": "first", "language": "en"})
    for wrong in ({"edition": "first", "language": "fr"}, {"edition": "other", "language": "en"}, True):
        with pytest.raises(Invalid):
            as_form(field, wrong)


def test_nothing_empties_a_field_and_an_unconfirmed_declaration_is_nothing() -> None:
    assert as_form(FieldDefinition(field="it", kind="date"), None) == {}
    assert as_form(FieldDefinition(field="it", kind="declaration"), False) == {}
