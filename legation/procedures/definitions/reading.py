"""From a file to a definition: its form, its fragments, its shape; and what its author most likely meant."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.conf import settings
from pydantic import ValidationError

from legation.ground.profile import folder
from legation.ground.sources import Location, Problem, Refused, Tree, open_tree, problems_of
from legation.ground.sources.wording import in_file, known_keys
from legation.procedures.definitions.checks.subject import did_you_mean
from legation.procedures.definitions.flows import follow
from legation.procedures.definitions.schema import Definition

_MOST_REPAIRS = 40


def path_of(name: str) -> Path:
    """The file of 'visa/evisa.v1': the profile's own if it has one, else the shared catalogue's."""
    own = folder() / "procedures" / f"{name}.yaml"
    return own if own.exists() else Path(settings.LEGATION_DEFINITIONS) / "procedures" / f"{name}.yaml"


def shown_as(path: Path) -> str:
    """How problems name a file of the definitions."""
    base = Path(settings.LEGATION_DEFINITIONS)
    return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)


def open_definition(path: Path) -> Tree:
    """The tree of a definition's file with its fragments in place; what is wrong with them is in its `problems`.

    Raises:
        Refused: the file is not there, or not UTF-8.
    """
    return with_fragments(open_tree(path, shown_as=shown_as(path)))


def with_fragments(tree: Tree) -> Tree:
    """A definition's tree, with its flow and the fields of the fragments its pages use put in."""
    tree.problems += follow(tree)
    pages = tree.data.get("pages") if isinstance(tree.data, dict) else None
    for number, page in enumerate(pages if isinstance(pages, tuple) else ()):
        if isinstance(page, dict) and "use" in page:
            tree.problems += _fill_in(tree, number, page)
    return tree


def fragments() -> list[str]:
    """The names of the fragments there are."""
    return sorted(path.stem for path in (Path(settings.LEGATION_DEFINITIONS) / "fragments").glob("*.yaml"))


def _fill_in(tree: Tree, number: int, page: dict[str, Any]) -> list[Problem]:
    """Give a page with `use: name` the fields of definitions/fragments/name.yaml."""
    place: Location = ("pages", number, "use")
    if "fields" in page:
        what = "A page has fields or a fragment, not both."
        return [tree.problem(place, what, "Delete one of the two.")]
    name = str(page["use"])
    if name not in fragments():
        return [tree.problem(place, f"There is no fragment '{name}'.", did_you_mean(name, fragments()))]
    path = Path(settings.LEGATION_DEFINITIONS) / "fragments" / f"{name}.yaml"
    other = open_tree(path, shown_as=shown_as(path))
    if not isinstance(other.data, dict) or set(other.data) != {"fields"}:
        what = "A fragment has the one key 'fields'."
        return [*other.problems, Problem(other.path, 1, 1, what, "Write fields: and the fields below it.")]
    page["fields"] = other.data["fields"]
    tree.put(("pages", number, "fields"), other, ("fields",))
    return other.problems


def shape(tree: Tree) -> Definition:
    """The definition in a tree.

    Raises:
        Refused: it has not the shape of one.
    """
    try:
        return Definition.model_validate(tree.data)
    except ValidationError as error:
        raise Refused(problems_of(error, tree, Definition)) from error


def read(tree: Tree) -> tuple[Definition | None, list[Problem]]:
    """The definition in a tree, or what its author most likely meant, and what is wrong with its form and shape.

    A misspelt or unknown key is corrected or passed over, a wrong value is left out where it may be, so that the rest
    can be checked and everything is told at once. There is no definition where that does not help.
    """
    problems, data = list(tree.problems), tree.data
    if not isinstance(data, dict):
        nothing = tree.problem((), "There is no definition in this file.", "Begin with: legation new-procedure NAME.")
        return None, problems or [nothing]
    for attempt in range(_MOST_REPAIRS):
        try:
            return Definition.model_validate(data), problems
        except ValidationError as error:
            if attempt == 0:
                problems += problems_of(error, tree, Definition)
            repaired = _repaired(data, error, tree)
            if repaired is None:
                break
            data = repaired
    return None, problems


def _repaired(data: Any, error: ValidationError, tree: Tree) -> Any | None:
    """The data with one mistake passed over; None where none can be."""
    missing = {tuple(each["loc"]) for each in error.errors() if each["type"] == "missing"}
    for each in error.errors(include_url=False):
        location, _part = in_file(each["loc"], tree)
        if each["type"] == "missing" or not location:
            continue
        *above, last = location
        wanted = [loc[-1] for loc in missing if loc[:-1] == tuple(above)]
        if each["type"] == "extra_forbidden":
            return _changed(data, location, str(wanted[0]) if len(wanted) == 1 else None)
        if isinstance(last, str) and _may_be_left_out(tuple(above), last):
            return _changed(data, location, None)
        near = _nearest_word(each)
        if near:
            return _set(data, location, near)
    return None


def _may_be_left_out(above: Location, key: str) -> bool:
    return key in known_keys(Definition, above) and key not in known_keys(Definition, above, needed=True)


def _nearest_word(detail: Mapping[str, Any]) -> str | None:
    expected = str(detail.get("ctx", {}).get("expected", "")).replace(" or ", ",").split(",")
    near = get_close_matches(str(detail["input"]), [word.strip(" '") for word in expected], n=1)
    return near[0] if near else None


def _changed(data: Any, location: Location, renamed: str | None) -> Any:
    """Data without the key or item at a location, or with the key renamed."""
    first, *rest = location
    if isinstance(data, dict):
        if rest:
            return {**data, first: _changed(data[first], tuple(rest), renamed)}
        kept = {key: value for key, value in data.items() if key != first}
        return kept | ({renamed: data[first]} if renamed and renamed not in kept else {})
    if not rest:
        return tuple(item for number, item in enumerate(data) if number != first)
    return tuple(_changed(v, tuple(rest), renamed) if n == first else v for n, v in enumerate(data))


def _set(data: Any, location: Location, value: Any) -> Any:
    """Data with another value at a location."""
    if not location:
        return value
    first, *rest = location
    if isinstance(data, dict):
        return {**data, first: _set(data[first], tuple(rest), value)}
    return tuple(_set(v, tuple(rest), value) if n == first else v for n, v in enumerate(data))
