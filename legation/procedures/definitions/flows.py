"""Flows: states, transitions, desk and reminders that many procedures share, referenced whole: `flow: made_at_post`."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.conf import settings

from legation.ground.sources import Location, Problem, Tree, open_tree
from legation.procedures.definitions.checks.subject import did_you_mean

PARTS = ("states", "transitions", "desk", "reminders")
"""What a flow gives. A procedure that follows one writes none of them."""
_NEEDED = ("states", "transitions", "desk")
_PARAMETER = "$"


def flows() -> list[str]:
    """The names of the flows there are."""
    return sorted(path.stem for path in _folder().glob("*.yaml"))


def follow(tree: Tree) -> Iterator[Problem]:
    """Give a definition the parts of the flow it names, with its own values (`with`) for what the flow `takes`."""
    data = tree.data
    if not isinstance(data, dict) or not {"flow", "with"} & set(data):
        return
    if "flow" not in data:
        yield tree.problem(("with",), "Values are given, but no flow that takes them.", "Add 'flow:', or delete this.")
        return
    for part in (each for each in PARTS if each in data):
        what = f"A procedure that follows a flow does not write '{part}' itself."
        yield tree.problem((part,), what, "Delete it, or delete 'flow' and write all of them.")
    name = str(data["flow"])
    if name not in flows():
        yield tree.problem(("flow",), f"There is no flow '{name}'.", did_you_mean(name, flows()))
        name = next(iter(get_close_matches(name, flows(), n=1)), "")
    if name:
        yield from _put_in(tree, name)


def _folder() -> Path:
    return Path(settings.LEGATION_DEFINITIONS) / "fragments" / "flows"


def _put_in(tree: Tree, name: str) -> Iterator[Problem]:
    other = open_tree(_folder() / f"{name}.yaml", shown_as=f"fragments/flows/{name}.yaml")
    yield from other.problems
    flow = other.data if isinstance(other.data, dict) else {}
    missing, spare = set(_NEEDED) - set(flow), set(flow) - {*PARTS, "takes", "may_take"}
    if missing or spare:
        what = f"A flow has {', '.join(_NEEDED)}, and perhaps reminders and what it takes."
        remedy = f"Add {', '.join(sorted(missing))}." if missing else f"Delete {', '.join(sorted(spare))}."
        yield Problem(other.path, 1, 1, what, remedy)
        return
    yield from _values(tree, name, flow)
    for part in (each for each in PARTS if each in flow and each not in tree.data):
        tree.put((part,), other, (part,))
        tree.data[part] = _filled(tree, flow[part], (part,))


def _values(tree: Tree, name: str, flow: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with the values a procedure gives to its flow."""
    takes, given = flow.get("takes", ()), _given(tree)
    for each in takes:
        if each not in given:
            what = f"The flow '{name}' takes '{each}', and nothing is given."
            yield tree.problem(("with",) if "with" in tree.data else ("flow",), what, f"Add '{each}:' below 'with:'.")
    known = [*takes, *flow.get("may_take", ())]
    for each in given:
        if each not in known:
            what = f"The flow '{name}' takes no '{each}'."
            yield tree.problem(("with", each), what, did_you_mean(each, known))


def _given(tree: Tree) -> dict[str, Any]:
    given = tree.data.get("with")
    return given if isinstance(given, dict) else {}


def _filled(tree: Tree, value: Any, at: Location) -> Any:
    """A part of a flow with the procedure's own values; what is wrong with one is told where it was given."""
    if isinstance(value, dict):
        return {key: _filled(tree, item, (*at, key)) for key, item in value.items() if not _lacks(tree, item)}
    if isinstance(value, tuple):
        return tuple(_filled(tree, item, (*at, number)) for number, item in enumerate(value))
    if not (isinstance(value, str) and value.startswith(_PARAMETER)):
        return value
    tree.put(at, tree, ("with", value[1:]))
    return _given(tree).get(value[1:], value)


def _lacks(tree: Tree, value: Any) -> bool:
    return isinstance(value, str) and value.startswith(_PARAMETER) and value[1:] not in _given(tree)
