"""Answers as JSON: what a program sends becomes what a form would send, so that both are read by the same parsers."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from legation.ground.errors import Invalid
from legation.ground.languages.api import current
from legation.procedures import kinds
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds import FILE_KINDS

_WITH_WORDS = ("choice", "relation")


def as_form(field: FieldDefinition, value: Any) -> dict[str, str]:
    """The inputs of a field with a value from JSON; nothing for null, or for what is not confirmed.

    Raises:
        Invalid: it is not of the type that such a field has, or was read in another language than is asked in.
    """
    if value is None or (value is False and field.kind == "declaration"):
        return {}
    kind = kinds.kind_of(field)
    told = field.kind != "statement" or (isinstance(value, dict) and value.get("language") == current().code)
    if not told or not kind.fits(field, value):
        raise Invalid(reader=_("This is not the kind of value that is asked for here."))
    return kind.typed(field, value)


def forms(opened: Opened, answers: Mapping[str, Any]) -> dict[str, str]:
    """The inputs of stored answers, without files."""
    found: dict[str, str] = {}
    for name, value in answers.items():
        if name in opened.fields and opened.fields[name].kind not in FILE_KINDS:
            found |= kinds.typed(opened.fields[name], value)
    return found


def place_of(name: str) -> str:
    """Where an answer stands, as the end of a JSON pointer: 'children/0/name' for a field in a row."""
    return name.replace("-", "/")


def json_schema(opened: Opened, field: FieldDefinition, language: str) -> dict[str, Any]:
    """A field as JSON Schema (2020-12), with its words in a language."""
    schema = _worded(opened, field, f"field.{field.field}", language)
    if field.kind == "group":
        rows = schema["items"]["properties"]
        for each in field.fields or ():
            rows[each.field] |= _worded(opened, each, f"row.{field.field}.{each.field}", language, field.field)
    if field.kind == "statement":
        schema["properties"] |= {"language": {"const": language}}
        schema["description"] = opened.text(f"field.{field.field}.text", language)
    if field.fixed and field.field not in opened.definition.starts_with:
        schema["readOnly"] = True
    return schema


def _worded(opened: Opened, field: FieldDefinition, key: str, language: str, group: str = "") -> dict[str, Any]:
    """The schema of a field with its title, its help, and the words of what there is to choose from."""

    def words(name: str) -> str:
        return opened.text(name.replace("choice.", f"choice.{group}.", 1) if group else name, language)

    schema = kinds.json_schema(field) | {"title": opened.text(key, language)}
    if told := opened.text(f"{key}.help", language):
        schema["description"] = told
    if field.kind in _WITH_WORDS:
        del schema["enum"]
        schema["oneOf"] = [{"const": code, "title": word} for code, word in kinds.options(field, language, words)]
    return schema
