"""`/api/`: what programs may ask, drawn from the OpenAPI document by our own template; no script, no other host."""

import json
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from legation.config.api.v1 import api
from legation.ground.posts.policy import public

PARTS = ("procedures", "posts", "applications", "data", "cases", "webhooks")
Tree = dict[str, Any]


@public
@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Every route with what it takes and answers."""
    return render(request, "config/api.html", {"parts": _parts()})


@lru_cache(maxsize=1)
def _parts() -> list[tuple[str, list[Tree]]]:
    found: dict[str, list[Tree]] = {part: [] for part in PARTS}
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append(_told(path, method, operation))
    return [(part, told) for part, told in found.items() if told]


def _told(path: str, method: str, operation: Tree) -> Tree:
    """An operation as the template draws it."""
    bodies = operation.get("requestBody", {}).get("content", {})
    return {
        "id": operation["operationId"], "method": method.upper(), "path": path,
        "text": [_pieces(part) for part in operation.get("description", "").split("\n\n") if part.strip()],
        "parameters": [
            (each["name"], each["in"], each["schema"].get("description") or each.get("description") or "")
            for each in operation["parameters"]
        ],
        "body": next((kind for kind in bodies), ""), "sent": _example(bodies),
        "answers": [(status, told["description"]) for status, told in operation["responses"].items()],
        "answered": next((_example(told.get("content", {})) for status, told in operation["responses"].items()
                          if int(status) < 300), ""),
    }  # fmt: skip


def _pieces(text: str) -> list[tuple[str, bool]]:
    """A paragraph in pieces, and which of them are code: OpenAPI's descriptions are CommonMark."""
    return [(piece, bool(number % 2)) for number, piece in enumerate(text.split("`")) if piece]


def _example(bodies: Tree) -> str:
    found = bodies.get("application/json", {}).get("example")
    return "" if found is None else json.dumps(found, indent=1, ensure_ascii=False)
