"""Answers as JSON: what a program sends becomes what a form would send, so that both are read by the same parsers."""

from collections.abc import Mapping
from typing import Any

from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds import FILE_KINDS, from_value, paper_kind
from legation.procedures.kinds import json_schema as kind_schema
from legation.web.options import Options


def as_form(field: FieldDefinition, value: Any) -> dict[str, str]:
    """The inputs of a field with a value from JSON, or one that is stored; nothing for null.

    Raises:
        Invalid: it is not of the type that such a field has.
    """
    if value is None:
        return {}
    if field.kind == "declaration" and value is False:
        return {field.field: ""}
    return from_value(field, value)


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
    if field.kind in FILE_KINDS:
        media = "application/pdf" if "pdf" in paper_kind(field).accepts(field) else "image/*"
        return {"type": "string", "contentMediaType": media, "readOnly": True}
    shape = kind_schema(field)
    if field.kind == "group":
        rows = shape["items"]["properties"]
        for each in field.fields or ():
            rows[each.field] = {"title": opened.text(f"row.{field.field}.{each.field}", language)} | rows[each.field]
            rows[each.field] |= _chosen(each, opened.options(f"{field.field}.{each.field}", language))
    return shape | _chosen(field, opened.options(field.field, language))


def _chosen(field: FieldDefinition, options: Options) -> dict[str, Any]:
    """What there is to choose from, with its words."""
    if field.kind not in ("choice", "choices", "relation"):
        return {}
    words = [{"const": code, "title": word} for code, word in options]
    return {"items": {"oneOf": words}} if field.kind == "choices" else {"oneOf": words}
