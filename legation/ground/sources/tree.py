"""Reads YAML into plain data and remembers where everything stood.

The nodes are turned into data here, not by the YAML library, so that a repeated key is told with its line
instead of ending the reading, amounts become exact decimals, and lists become tuples (data is not edited).
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import yaml
from yaml.error import MarkedYAMLError, YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from legation.ground.sources.broken import why_broken
from legation.ground.sources.dialect import Loader, PlainLoader
from legation.ground.sources.problems import Location, Problem

_TAG = "tag:yaml.org,2002:"


@dataclass(slots=True)
class Tree:
    """A file's data with the position of every key and item.

    Args:
        path: The file as named to the loader.
        data: The data, of dicts, tuples, str, int, Decimal, bool, date and None.
        positions: Location in the data -> (line, column), counted from 1.
        texts: Location of a text -> (line, column) where its first character stands.
        problems: Mistakes of the file's form: repeated keys, aliases, unreadable values.
        parts: Location -> the file whose data was put in there, if it is another one.
    """

    path: str
    data: Any = None
    positions: dict[Location, tuple[int, int]] = field(default_factory=dict)
    texts: dict[Location, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    parts: dict[Location, str] = field(default_factory=dict)

    def problem(self, location: Location, message: str, remedy: str, *, character: int = 0) -> Problem:
        """A problem at the nearest place that exists above or at `location`, or at a character of a text, from 1."""
        line, column = self.position(location)
        if character and location in self.texts:
            line, column = self.texts[location]
            column += character - 1
        path = next((self.parts[location[:n]] for n in range(len(location), 0, -1) if location[:n] in self.parts), None)
        return Problem(path or self.path, line, column, message, remedy)

    def position(self, location: Location) -> tuple[int, int]:
        """Line and column of a location, or of the nearest one above it that stands in the file."""
        while location and location not in self.positions:
            location = location[:-1]
        return self.positions.get(location, (1, 1))

    def put(self, location: Location, other: "Tree", taken: Location) -> None:
        """Let what stands at `taken` in another file stand at `location` of this one's places."""
        self.parts[location] = other.path
        for mine, theirs in ((self.positions, other.positions), (self.texts, other.texts)):
            mine |= {(*location, *at[len(taken) :]): place for at, place in theirs.items() if at[: len(taken)] == taken}


def read_tree(path: str, text: str) -> Tree:
    """Reads the text of a file.

    Args:
        path: The name to tell in problems.
        text: YAML 1.2, so that `NO` is Norway and not false.

    Returns:
        The tree; with `problems` if the form is wrong, and then `data` is only as far as it could be read.
    """
    read = _read(path, text)
    return Tree(
        path, deepcopy(read.data), dict(read.positions), dict(read.texts), list(read.problems), dict(read.parts)
    )


@lru_cache(maxsize=1024)
def _read(path: str, text: str) -> Tree:
    """The same, once for each text: fragments and flows are read again for every procedure that uses them."""
    tree = Tree(path)
    try:
        root = _composed(text)
    except MarkedYAMLError as error:
        tree.problems += why_broken(path, text, error)
        return tree
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        tree.problems.append(
            Problem(path, line, 1, "A control character stands here.", "Delete it and type the line again.")
        )
        return tree
    if root is not None:
        tree.data = _Builder(tree).build(root, ())
    return tree


@lru_cache(maxsize=128)
def _composed(text: str) -> Any:
    """The nodes of a file, which nobody changes: composing them takes longer than most of what is checked."""
    try:
        return yaml.compose(text, Loader=Loader)
    except YAMLError:
        # what is wrong is told by the slow reader, whose words and places `broken` knows
        return yaml.compose(text, Loader=PlainLoader)


class _Builder:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.seen: set[int] = set()

    def build(self, node: Node, at: Location) -> Any:
        self.tree.positions.setdefault(at, _place(node))
        if id(node) in self.seen:
            self._tell(node, "An alias (*name) repeats another part of the file.", "Write the part out.")
            return None
        self.seen.add(id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, at)
        if isinstance(node, SequenceNode):
            return tuple(self.build(item, (*at, place)) for place, item in enumerate(node.value))
        if not isinstance(node, ScalarNode):
            return None
        line, column = _place(node)
        self.tree.texts[at] = line, column + (node.style in ("'", '"'))
        return self._scalar(node)

    def _mapping(self, node: MappingNode, at: Location) -> dict[str, Any]:
        data: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in data:
                self._tell(
                    key_node,
                    f"The key {key} stands here a second time; the first is in line {lines[key]}.",
                    "Keep one of the two.",
                )
                continue
            lines[key] = _place(key_node)[0]
            self.tree.positions[(*at, key)] = _place(key_node)
            data[key] = self.build(value_node, (*at, key))
        return data

    def _scalar(self, node: ScalarNode) -> Any:
        text = str(node.value)
        convert = _CONVERT.get(str(node.tag).removeprefix(_TAG))
        if convert is None:
            return text
        try:
            return convert(text)
        except (ValueError, InvalidOperation):
            self._tell(node, f"{text} cannot be read as a value.", "Write a date as 2027-01-31, a number as 20.50.")
            return None

    def _tell(self, node: Node, message: str, remedy: str) -> None:
        line, column = _place(node)
        self.tree.problems.append(Problem(self.tree.path, line, column, message, remedy))


def _place(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _number(text: str) -> Decimal:
    return Decimal(text.replace("_", ""))


_CONVERT: dict[str, Callable[[str], Any]] = {
    "int": lambda text: int(text.replace("_", ""), 0 if text.lower().startswith(("0x", "0o", "0b")) else 10),
    "float": _number,
    "bool": lambda text: text.lower() == "true",
    "null": lambda _: None,
    "timestamp": date.fromisoformat,
}
