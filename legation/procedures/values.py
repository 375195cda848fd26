"""Answers as JSON: what a program sends becomes what a form would send, so that both are read by the same parsers."""

from collections.abc import Mapping
from typing import Any

from legation.ground.errors import Invalid
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds import FILE_KINDS, input_names

_FORMATS = {"email": "email", "date": "date"}


def as_form(field: FieldDefinition, value: Any) -> dict[str, str]:
    """The inputs of a field with a value from JSON, or one that is stored; nothing for null.

    Raises:
        Invalid: it is not of the type that such a field has.
    """
    if value is None:
        return {}
    if field.kind == "declaration":
        if not isinstance(value, bool):
            raise Invalid(f"{field.field} is a yes or no")
        return {field.field: "yes" if value else ""}
    if not isinstance(value, str):
        raise Invalid(f"{field.field} is a text")
    if field.kind == "date":
        parts = [*value.split("-"), "", ""][:3] if value.count("-") == 2 else [value, "", ""]
        return dict(zip(input_names(field), reversed(parts), strict=True))
    return {field.field: value}


def forms(opened: Opened, answers: Mapping[str, Any]) -> dict[str, str]:
    """The inputs of stored answers, without pictures."""
    found: dict[str, str] = {}
    for name, value in answers.items():
        if name in opened.fields and opened.fields[name].kind not in FILE_KINDS:
            found |= as_form(opened.fields[name], value)
    return found


def json_schema(opened: Opened, field: FieldDefinition, language: str) -> dict[str, Any]:
    """A field as JSON Schema (2020-12), with its words in a language."""
    schema: dict[str, Any] = {"title": opened.text(f"field.{field.field}", language), **_shape(opened, field, language)}
    if told := opened.text(f"field.{field.field}.help", language):
        schema["description"] = told
    if field.fixed and field.field not in opened.definition.starts_with:
        schema["readOnly"] = True
    return schema


def _shape(opened: Opened, field: FieldDefinition, language: str) -> dict[str, Any]:
    if field.kind == "declaration":
        return {"const": True}
    if field.kind == "choice":
        words = [(code, opened.text(f"choice.{field.field}.{code}", language)) for code in field.choices]
        return {"oneOf": [{"const": code, "title": word} for code, word in words]}
    if field.kind in FILE_KINDS:
        return {"type": "string", "contentMediaType": "image/*", "readOnly": True}
    if field.kind == "country":
        return {"type": "string", "pattern": "^[A-Z]{3}$"}
    shape: dict[str, Any] = {"type": "string"}
    if field.kind in ("text", "name", "email"):
        shape["maxLength"] = field.longest
    return shape | ({"format": _FORMATS[field.kind]} if field.kind in _FORMATS else {})
