"""What the routes do not say themselves: media types of problems and files, scopes, and an example of everything."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from legation.ground.tokens.bearer import Bearer
from legation.ground.tokens.problems import MEDIA_TYPE

_FILES = {
    "get_document": ("application/pdf",), "get_file": ("image/jpeg", "application/pdf"),
    "export_data": ("application/zip",),
}  # fmt: skip
_JSON = "application/json"
Tree = dict[str, Any]


class Document(OpenAPISchema):
    """The OpenAPI document of an API whose operations are guarded by `Bearer`, completed."""

    def __init__(self, api: NinjaAPI, prefix: str) -> None:
        super().__init__(api, prefix)
        _complete(self)

    def operation_security(self, operation: Operation) -> list[Tree] | None:
        """The scopes that an operation asks for: OpenAPI 3.1 names the roles of a bearer there."""
        found = super().operation_security(operation)
        asked = [each.scope for each in operation.auth_callbacks if isinstance(each, Bearer)]
        return found and [dict.fromkeys(each, asked) for each in found]


def _complete(document: Tree) -> None:
    schemas = document["components"]["schemas"]
    for methods in document["paths"].values():
        for operation in methods.values():
            _scope(operation)
            for parameter in operation["parameters"]:
                # OpenAPI names the examples of a parameter, JSON Schema lists those of a value
                if told := parameter.pop("examples", None):
                    parameter["example"] = told[0]
                parameter["schema"] = _present(parameter["schema"])
            for status, told in operation["responses"].items():
                _retype(operation["operationId"], int(status), told)
            for content in (operation.get("requestBody", {}), *operation["responses"].values()):
                for kind, body in content.get("content", {}).items():
                    if kind in (_JSON, MEDIA_TYPE):
                        body["example"] = example(body["schema"], schemas)


def _present(schema: Tree) -> Tree:
    """The schema of a parameter that is there: one may be left out, but has no way to say null."""
    kinds = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    return {name: each for name, each in schema.items() if name != "anyOf"} | kinds[0]


def _scope(operation: Tree) -> None:
    for asked in operation.get("security", ()):
        (scope,) = asked["Bearer"]
        operation["description"] = f"{operation.get('description', '')}\n\nScope: `{scope}`."


def _retype(operation: str, status: int, told: Tree) -> None:
    if status >= 400:
        told["content"] = {MEDIA_TYPE: told["content"][_JSON]}
    elif operation in _FILES:
        told["content"] = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _FILES[operation]}
    if status == 429:
        told["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}


_PLAIN: Tree = {"string": "text", "integer": 1, "boolean": True, "null": None, "object": {}}
_FORMATS = {"date-time": "2026-11-22T12:00:00Z", "date": "2026-11-22", "binary": "..."}


def example(schema: Tree, known: Tree) -> Any:
    """One value that a schema describes: its own example, or one made of its parts'."""
    if "$ref" in schema:
        return example(known[schema["$ref"].rsplit("/", 1)[1]], known)
    if schema.get("examples"):
        return schema["examples"][0]
    for one in ("const", "default"):
        if one in schema:
            return schema[one]
    if "enum" in schema:
        return schema["enum"][0]
    if choices := schema.get("anyOf") or schema.get("allOf"):
        return example(choices[0], known)
    if schema.get("type") == "array":
        return [example(schema.get("items", {}), known)]
    if "properties" in schema:
        return {name: example(each, known) for name, each in schema["properties"].items()}
    return _FORMATS.get(schema.get("format", ""), _PLAIN.get(schema.get("type", ""), {}))
