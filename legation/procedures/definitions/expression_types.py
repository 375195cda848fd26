"""Conditions checked: the kind of each part of an expression, found on its syntax tree (docs/adr/0008).

The parser (cel-python) is pure Python and gives the tree. Most programs of the house check none: it is loaded by the
first that does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from legation.procedures.definitions.expressions import ExpressionError
from legation.procedures.definitions.syntax import column, path_of, there

if TYPE_CHECKING:
    from lark import Tree

MOST_CHARACTERS = 400
MOST_NODES = 120
KINDS = ("string", "int", "bool", "date", "strings", "rows")
SAID = {
    "string": "a word", "int": "a whole number", "bool": "yes or no", "date": "a date", "strings": "a list of words",
    "rows": "a list of rows",
}  # fmt: skip
LITERALS = {"INT_LIT": "int", "STRING_LIT": "string", "BOOL_LIT": "bool"}
ORDERED = {"relation_lt", "relation_le", "relation_gt", "relation_ge"}


@dataclass(frozen=True)
class Scope:
    """The names an expression may use: `facts` maps 'answers.arrival' to a kind, `optional` may be absent.

    An answer of several parts ('answers.home.country') is there or absent as a whole. `rows` maps a list of rows to the
    names that each of them has.
    """

    facts: Mapping[str, str]
    optional: frozenset[str] = field(default_factory=frozenset)
    rows: Mapping[str, Scope] = field(default_factory=dict)

    def only(self, wanted: Callable[[str], bool]) -> Scope:
        """The same with fewer facts."""
        return Scope({name: kind for name, kind in self.facts.items() if wanted(name)}, self.optional, self.rows)

    def with_row(self, name: str, row: Scope) -> Scope:
        """The same, with a row under a name of its own."""
        facts = {f"{name}.{each}": kind for each, kind in row.facts.items()}
        return Scope({**self.facts, **facts}, self.optional | {f"{name}.{each}" for each in row.optional}, self.rows)

    def whole(self, path: str) -> bool:
        """Whether a name stands for an answer of several parts."""
        return path.count(".") == 1 and any(name.startswith(f"{path}.") for name in self.facts)


def check_expression(text: str, scope: Scope, *, gives: str) -> None:
    """Check `text` against `scope`.

    Args:
        gives: the kind its value must have, one of KINDS.

    Raises:
        ExpressionError: it does not parse, names what does not exist, mixes kinds, costs too much, or gives another
            kind of value.
    """
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(f"the condition has {len(text)} characters, {MOST_CHARACTERS} is the most")
    tree = _parsed(text)
    if isinstance(tree, int):
        remedy = "Write one such as answers.arrival >= today; texts stand in quotes, equal is ==, and is &&, or is ||."
        raise ExpressionError("this is not a condition", tree, remedy=remedy)
    if sum(1 for _ in tree.scan_values(lambda _: True)) > MOST_NODES:
        raise ExpressionError(f"the condition has more than {MOST_NODES} parts")
    kind = _Checker(scope).kind(tree)
    if kind != gives:
        raise ExpressionError(f"this gives {SAID[kind]}, not {SAID[gives]}")


@lru_cache(maxsize=2048)
def names_in(text: str) -> tuple[str, ...]:
    """The names an expression uses, each once; none if it cannot be read."""
    tree = _parsed(text)
    if isinstance(tree, int):
        return ()
    paths = (path_of(node) for node in tree.iter_subtrees() if node.data in ("member_dot", "ident"))
    found = dict.fromkeys(path for path in paths if path)
    return tuple(path for path in found if not any(other.startswith(f"{path}.") for other in found))


@cache
def _environment() -> Any:
    import celpy

    return celpy.Environment()


@lru_cache(maxsize=2048)
def _parsed(text: str) -> Tree | int:
    """The syntax tree, or the column where the text stops being an expression."""
    import celpy

    try:
        return _environment().compile(text)
    except celpy.CELParseError as error:
        return int(getattr(error, "column", 1) or 1)


class _Checker:
    """Finds the kind of each part of a syntax tree, bottom up."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.there: frozenset[str] = frozenset()

    def given(self, names: frozenset[str], node: Any, kind: str | None = None) -> str:
        """The kind of a part that is only looked at where `names` are there."""
        before, self.there = self.there, self.there | names
        try:
            return self.kind(node) if kind is None else self.all_of(kind, [node])
        finally:
            self.there = before

    def kind(self, node: Any) -> str:
        path = path_of(node)
        if path is not None:
            return self.name(node, path)
        if len(node.children) == 1 and node.data not in {"literal", "list_lit", "map_lit"}:
            return self.kind(node.children[0])
        method = getattr(self, f"on_{node.data}", None)
        if method is None:
            raise ExpressionError(f"'{node.data}' is not part of our subset of CEL", column(node))
        return str(method(node))

    def name(self, node: Any, path: str) -> str:
        if path not in self.scope.facts:
            raise ExpressionError(f"there is no '{path}' here", column(node), name=path, known=self.scope.facts)
        above = path.rpartition(".")[0]
        if path in self.scope.optional and not {path, above} & self.there:
            guard = above if self.scope.whole(above) else path
            remedy = f"Write has({guard}) && before it."
            raise ExpressionError(f"'{path}' may be left empty", column(node), remedy=remedy)
        return self.scope.facts[path]

    def all_of(self, kind: str, nodes: list[Any]) -> str:
        for node in nodes:
            found = self.kind(node)
            if found != kind:
                raise ExpressionError(f"{SAID[kind]} is needed here, this is {SAID[found]}", column(node))
        return kind

    def on_expr(self, node: Tree) -> str:
        condition, yes, no = node.children
        self.all_of("bool", [condition])
        kind = self.given(there(condition, if_true=True), yes)
        return self.given(there(condition, if_true=False), no, kind)

    def on_conditionalor(self, node: Tree) -> str:
        self.all_of("bool", node.children[:1])
        return self.given(there(node.children[0], if_true=False), node.children[1], "bool")

    def on_conditionaland(self, node: Tree) -> str:
        self.all_of("bool", node.children[:1])
        return self.given(there(node.children[0], if_true=True), node.children[1], "bool")

    def on_relation(self, node: Tree) -> str:
        operator, right = node.children[0], node.children[1]
        left = operator.children[0]
        if operator.data == "relation_in":
            if self.kind(right) != "strings" or self.kind(left) != "string":
                raise ExpressionError("'in' looks for a string in a list of strings", column(left))
            return "bool"
        kind = self.kind(left)
        if operator.data in ORDERED and kind not in {"int", "date"}:
            raise ExpressionError(f"{SAID[kind]} has no order", column(left))
        self.all_of(kind, [right])
        return "bool"

    def on_addition(self, node: Tree) -> str:
        return self.all_of("int", [node.children[0].children[0], node.children[1]])

    def on_multiplication(self, node: Tree) -> str:
        return self.all_of("int", [node.children[0].children[0], node.children[1]])

    def on_unary(self, node: Tree) -> str:
        operator, operand = node.children
        return self.all_of("bool" if operator.data == "unary_not" else "int", [operand])

    def on_literal(self, node: Tree) -> str:
        token: Any = node.children[0]
        if token.type not in LITERALS:
            raise ExpressionError(f"a literal such as {token} is not part of our subset", column(token))
        return LITERALS[token.type]

    def on_list_lit(self, node: Tree) -> str:
        items = node.children[0].children if node.children else []
        self.all_of("string", items)
        return "strings"

    def on_member_dot_arg(self, node: Tree) -> str:
        """`answers.children.exists(c, c.born.year > 2008)`, and the same with `all`."""
        name, path = str(node.children[1]), path_of(node.children[0])
        arguments = node.children[2].children if len(node.children) > 2 else []
        row = self.scope.rows.get(path or "")
        own = path_of(arguments[0]) if len(arguments) == 2 else None
        if name not in ("exists", "all") or row is None or own is None or "." in own:
            raise ExpressionError(
                f"'{name}' is not part of our subset; lists of rows have exists(c, ...) and all(c, ...)",
                column(node.children[1]),
            )
        if own in {each.split(".")[0] for each in self.scope.facts}:
            raise ExpressionError(f"'{own}' is the name of something else", column(arguments[0]))
        before, self.scope = self.scope, self.scope.with_row(own, row)
        try:
            return self.all_of("bool", [arguments[1]])
        finally:
            self.scope = before

    def on_ident_arg(self, node: Tree) -> str:
        name = str(node.children[0])
        arguments = node.children[1].children if len(node.children) > 1 else []
        if name == "has":
            path = path_of(arguments[0]) if len(arguments) == 1 else None
            part = path is not None and self.scope.whole(path.rpartition(".")[0])
            if path is None or part or (path not in self.scope.facts and not self.scope.whole(path)):
                raise ExpressionError("has() takes the name of one answer or fact", column(node))
            return "bool"
        if name == "days" and len(arguments) == 2:
            self.all_of("date", arguments)
            return "int"
        if name == "size" and len(arguments) == 1:
            if self.kind(arguments[0]) not in ("strings", "rows"):
                raise ExpressionError("size() counts a list of words or of rows", column(node))
            return "int"
        raise ExpressionError(f"'{name}' is not a function we have; there are has, days and size", column(node))
