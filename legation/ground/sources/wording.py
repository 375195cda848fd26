"""Turns what a model finds wrong into sentences for the author of a file: no word of the checking library is told."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from legation.ground.sources.problems import Location, Problem
from legation.ground.sources.tree import Tree

_FORMS: dict[str, str] = {}
_WHOLE = ("{name} must be a whole number; this is {given}.", "Write a whole number, without quotes.")
_TEXT = ("{name} must be a word or text; this is {given}.", "Write a code, in quotes if it looks like a number.")
_FLAG = ("{name} must be true or false; this is {given}.", "Write true or false, without quotes.")
_LIST = ("{name} must be a list; this is {given}.", "Write a list: [one, two].")
_PART = ("{name} must be a part with keys of its own; this is {given}.", "Write keys with values here: {{key: value}}.")
_DAY = ("{name} must be a date; this is {given}.", "Write a date as 2027-01-31, without quotes.")
_SUM = ("{name} must be an amount; this is {given}.", "Write an amount such as 20 or 20.50, without quotes.")
# the library's kind of mistake -> what we say, what to do
_WORDS = {
    "int_type": _WHOLE, "int_parsing": _WHOLE, "int_from_float": _WHOLE, "string_type": _TEXT, "bool_type": _FLAG,
    "bool_parsing": _FLAG, "tuple_type": _LIST, "list_type": _LIST, "frozen_set_type": _LIST, "set_type": _LIST,
    "model_type": _PART, "model_attributes_type": _PART, "dict_type": _PART, "date_type": _DAY, "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY, "decimal_type": _SUM, "decimal_parsing": _SUM,
    "greater_than": ("{name} must be greater than {gt}.", "Write a number above {gt}."),
    "greater_than_equal": ("{name} must be greater than or equal to {ge}.", "Write {ge} or more."),
    "less_than_equal": ("{name} must be at most {le}.", "Write {le} or less."),
    "too_short": ("{name} is empty.", "Write at least {min_length} of what belongs here."),
    "string_too_short": ("{name} is empty.", "Write what belongs here."),
    "string_too_long": ("{name} is too long.", "Write {max_length} characters at most."),
    "string_pattern_mismatch": ("{name}: {given} does not have the form that is needed here.", "{form}"),
}  # fmt: skip


def form(pattern: str, words: str) -> str:
    """A pattern as it is, remembered with the words that tell an author what it asks for."""
    _FORMS[pattern] = words
    return pattern


def problems_of(error: ValidationError, tree: Tree, model: type[BaseModel] | None = None) -> list[Problem]:
    """Every mistake pydantic found, with its line and a remedy.

    Args:
        error: The refusal of the model.
        tree: The tree the refused data came from.
        model: The model that refused; with it an unknown key is told the known one it resembles.

    Returns:
        Problems in the order the model found them, one for each place.
    """
    details = [dict(detail) for detail in error.errors(include_url=False)]
    found: dict[tuple[Any, ...], Problem] = {}
    for detail in details:
        if not _is_echo(detail) and not _is_misspelt(detail, details):
            problem = _problem(detail, tree, model)
            found.setdefault((problem.line, problem.column, _of_value(detail) or problem.message), problem)
    return list(found.values())


def known_keys(model: type[BaseModel], location: Iterable[Any], *, needed: bool = False) -> list[str]:
    """The keys that may stand (or must, if `needed`) at a place of a model's data."""
    models = {model}
    for part in location:
        fields = [field for one in models for key, field in _keys(one).items() if key == part]
        models = {found for field in fields for found in _models_in(field.annotation)} or models
    return sorted({key for one in models for key, field in _keys(one).items() if field.is_required() or not needed})


def _keys(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models_in(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return {found for argument in get_args(annotation) for found in _models_in(argument)}


def _is_echo(detail: Mapping[str, Any]) -> bool:
    """A list all of whose items were refused is called too short as well; that helps nobody."""
    return detail["type"] == "too_short" and bool(detail["input"])


def _is_misspelt(detail: Mapping[str, Any], details: list[dict[str, Any]]) -> bool:
    """A key that is missing because it stands there misspelt is told once, as the unknown key it is."""
    if detail["type"] != "missing":
        return False
    *above, name = detail["loc"]
    beside = [each["loc"][-1] for each in details if each["type"] == "extra_forbidden" and [*each["loc"][:-1]] == above]
    return bool(get_close_matches(str(name), map(str, beside), n=1))


def _of_value(detail: Mapping[str, Any]) -> bool:
    """Whether a value has the wrong kind: where either of two kinds may stand, each is complained of."""
    return str(detail["type"]).endswith(("_type", "_parsing"))


def _problem(detail: dict[str, Any], tree: Tree, model: type[BaseModel] | None) -> Problem:
    location, missing = in_file(detail["loc"], tree)
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "policy":
        return tree.problem((*location, context["at"]), context["message"], context["remedy"])
    if kind == "missing":
        return tree.problem(location, f"{missing} is missing here.", f"Add the line {missing}: with its value.")
    if kind == "union_tag_not_found":
        name = str(context["discriminator"]).strip("'")
        return tree.problem(location, f"{name} is missing here.", f"Add the line {name}: with its value.")
    if kind == "extra_forbidden":
        return _unknown_key(location, tree, model)
    if kind in ("literal_error", "union_tag_invalid"):
        return _unknown_word(detail, context, (*location, *missing.split()), tree)
    message, remedy = _WORDS.get(kind, ("{name}: {library}", "Correct the value."))
    name = next((part for part in reversed(location) if isinstance(part, str)), "The file")
    pattern = str(context.get("pattern", ""))
    words = _Blank(context | {
        "name": name, "given": describe(detail["input"]), "library": _sentence(detail["msg"]),
        "form": _FORMS.get(pattern, f"Write it in the pattern {pattern}."),
    })  # fmt: skip
    return tree.problem(location, message.format_map(words), remedy.format_map(words))


def describe(value: Any) -> str:
    """A value of a file, in words."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case int() | Decimal():
            return f"the number {value}"
        case str():
            return f"the text '{value}'" if len(value) <= 40 else "a text"
        case dict():
            return "a part with keys"
        case list() | tuple():
            return "a list"
    return str(value)


def _unknown_key(location: Location, tree: Tree, model: type[BaseModel] | None) -> Problem:
    key, known = str(location[-1]), known_keys(model, location[:-1]) if model else []
    near = get_close_matches(key, known, n=1)
    remedy = f"Did you mean {near[0]}? " if near else "Delete the line. " if known else ""
    remedy += f"Known here: {', '.join(known)}." if known else "Correct its spelling, or delete the line."
    return tree.problem(location, f"The key {key} is not known here.", remedy)


def _unknown_word(detail: dict[str, Any], context: Mapping[str, Any], location: Location, tree: Tree) -> Problem:
    raw = context.get("expected") or context.get("expected_tags") or ""
    allowed = [word.strip(" '") for word in raw.replace(" or ", ",").split(",")]
    if detail["type"] == "union_tag_invalid":
        given = str(context["tag"])
        location = (*location, str(context["discriminator"]).strip("'"))
    else:
        given = detail["input"] if isinstance(detail["input"], str) else describe(detail["input"])
    near = get_close_matches(given, allowed, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    return tree.problem(location, f"{given} is not a known word here.", f"{hint}Known: {', '.join(allowed)}.")


def in_file(parts: Iterable[str | int], tree: Tree) -> tuple[Location, str]:
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
    own = text.removeprefix("Value error, ")  # a sentence of ours, as it is
    return (own if own != text else text[:1].lower() + text[1:]).rstrip(".") + "."


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
