"""Turns what a model finds wrong into sentences for the author of a file."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from legation.ground.sources.problems import Problem
from legation.ground.sources.tree import Location, Tree

_REMEDIES = {
    "greater_than": "Write a number above {gt}.",
    "greater_than_equal": "Write {ge} or more.",
    "less_than_equal": "Write {le} or less.",
    "date_type": "Write a date as 2027-01-31, without quotes.",
    "int_type": "Write a whole number, without quotes.",
    "decimal_type": "Write an amount such as 20 or 20.50, without quotes.",
    "string_type": "Write a code, in quotes if it looks like a number.",
    "string_pattern_mismatch": "Write it in the form {pattern}.",
    "too_short": "Write at least one entry.",
    "tuple_type": "Write a list: [one, two].",
    "model_type": "Write keys with values here.",
}


def problems_of(error: ValidationError, tree: Tree) -> list[Problem]:
    """Every mistake pydantic found, with its line and a remedy.

    Args:
        error: The refusal of the model.
        tree: The tree the refused data came from.

    Returns:
        Problems in the order the model found them.
    """
    details = error.errors(include_url=False)
    return [_problem(dict(detail), tree) for detail in details if not _is_echo(dict(detail))]


def _is_echo(detail: Mapping[str, Any]) -> bool:
    """A list all of whose items were refused is called too short as well; that helps nobody."""
    return detail["type"] == "too_short" and bool(detail["input"])


def _problem(detail: dict[str, Any], tree: Tree) -> Problem:
    location, missing = _in_file(detail["loc"], tree)
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "policy":
        return tree.problem((*location, context["at"]), context["message"], context["remedy"])
    if kind == "missing":
        return tree.problem(location, f"{missing} is missing here.", f"Add the line {missing}: with its value.")
    if kind == "union_tag_not_found":
        name = str(context["discriminator"]).strip("'")
        return tree.problem(location, f"{name} is missing here.", f"Add the line {name}: with its value.")
    if kind == "extra_forbidden":
        return tree.problem(
            location,
            f"The key {location[-1]} is not known here.",
            "Correct its spelling, or delete the line.",
        )
    if kind in ("literal_error", "union_tag_invalid"):
        return _unknown_word(detail, context, (*location, *missing.split()), tree)
    remedy = _REMEDIES.get(kind, "Correct the value.").format_map(_Blank(context))
    name = next((part for part in reversed(location) if isinstance(part, str)), "The file")
    return tree.problem(location, f"{name}: {_sentence(detail['msg'])}", remedy)


def _unknown_word(detail: dict[str, Any], context: Mapping[str, Any], location: Location, tree: Tree) -> Problem:
    raw = context.get("expected") or context.get("expected_tags") or ""
    allowed = [word.strip(" '") for word in raw.replace(" or ", ",").split(",")]
    if detail["type"] == "union_tag_invalid":
        given = str(context["tag"])
        location = (*location, str(context["discriminator"]).strip("'"))
    else:
        given = str(detail["input"])
    near = get_close_matches(given, allowed, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    return tree.problem(location, f"{given} is not a known word here.", f"{hint}Known: {', '.join(allowed)}.")


def _in_file(parts: Iterable[str | int], tree: Tree) -> tuple[Location, str]:
    """Follows a location of the model into the file, leaving out the parts only the model has."""
    location: Location = ()
    missing = ""
    for part in parts:
        if (*location, part) in tree.positions:
            location = (*location, part)
            missing = ""
        else:
            missing = str(part)
    return location, missing


def _sentence(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".") + "."


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
