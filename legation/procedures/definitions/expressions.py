"""Conditions: a typed subset of CEL (github.com/google/cel-spec), checked when a definition is loaded.

One library parses for our type checker (cel-python, pure Python, gives the syntax tree); the other runs
(common-expression-language, native, 30 times quicker). docs/adr/0008 has the measurement. Dates are timestamps at
midnight UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import cel
import celpy
from lark import Token, Tree

MOST_CHARACTERS = 400
MOST_NODES = 120
KINDS = ("string", "int", "bool", "date", "strings")
LITERALS = {"INT_LIT": "int", "STRING_LIT": "string", "BOOL_LIT": "bool"}
ORDERED = {"relation_lt", "relation_le", "relation_gt", "relation_ge"}
EQUAL = {"relation_eq", "relation_ne"}


class ExpressionError(ValueError):
    """An expression that cannot be used; `column` counts from 1 inside it."""

    def __init__(self, message: str, column: int = 1) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True)
class Scope:
    """The names an expression may use: `facts` maps 'answers.arrival' to a kind, `optional` may be absent."""

    facts: Mapping[str, str]
    optional: frozenset[str] = field(default_factory=frozenset)


Context = cel.Context


def ready(facts: Mapping[str, Any]) -> Context:
    """Facts handed to the native library once, for several expressions to run over."""
    context = Context()
    context.add_function("days", _days)
    for name, value in facts.items():
        context.add_variable(name, value)
    return context


class Expression:
    """A checked expression, ready to run."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._program = _program(text)

    def run(self, facts: "Mapping[str, Any] | Context") -> Any:
        """The value under `facts`: groups such as {'answers': {...}, 'today': datetime}, or one made ready.

        Raises:
            ExpressionError: a fact that it needs is absent.
        """
        context = facts if isinstance(facts, Context) else ready(facts)
        try:
            return self._program.execute(context)
        except (KeyError, TypeError, RuntimeError, ValueError) as error:
            raise ExpressionError(f"{self.text!r} cannot be answered: {error}") from error


def _days(start: datetime, end: datetime) -> int:
    return (end - start).days


@cache
def _program(text: str) -> Any:
    return cel.compile(text)


@cache
def _environment() -> Any:
    return celpy.Environment()


def compile_expression(text: str, scope: Scope, *, gives: str) -> Expression:
    """Check `text` against `scope` and compile it.

    Args:
        gives: the kind its value must have, one of KINDS.

    Raises:
        ExpressionError: it does not parse, names what does not exist, mixes kinds, costs too much, or gives another
            kind of value.
    """
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(f"it has {len(text)} characters, {MOST_CHARACTERS} is the most")
    try:
        tree = _environment().compile(text)
    except celpy.CELParseError as error:
        raise ExpressionError("this is not CEL here", getattr(error, "column", 1) or 1) from error
    if sum(1 for _ in tree.scan_values(lambda _: True)) > MOST_NODES:
        raise ExpressionError(f"it has more than {MOST_NODES} parts")
    kind = _Checker(scope, tested=_tested(tree)).kind(tree)
    if kind != gives:
        raise ExpressionError(f"it gives a {kind}, not a {gives}")
    return Expression(text)


def _column(node: Any) -> int:
    tokens = [node] if isinstance(node, Token) else list(node.scan_values(lambda _: True))
    return int(getattr(tokens[0], "column", 1) or 1) if tokens else 1


def _path(node: Any) -> str | None:
    """The dotted name a member expression stands for, if it is nothing else."""
    while isinstance(node, Tree) and len(node.children) == 1 and node.data != "ident":
        node = node.children[0]
    if not isinstance(node, Tree):
        return None
    if node.data == "ident":
        return str(node.children[0])
    if node.data == "member_dot":
        head = _path(node.children[0])
        return f"{head}.{node.children[1]}" if head else None
    return None


def _tested(tree: Tree) -> frozenset[str]:
    """The names inside has(...)."""
    calls = (call for call in tree.find_data("ident_arg") if call.children[0] == "has")
    return frozenset(path for call in calls if (path := _path(call.children[1])))


class _Checker:
    """Finds the kind of each part of a syntax tree, bottom up."""

    def __init__(self, scope: Scope, *, tested: frozenset[str]) -> None:
        self.scope, self.tested = scope, tested

    def kind(self, node: Any) -> str:
        path = _path(node)
        if path is not None:
            return self.name(node, path)
        if len(node.children) == 1 and node.data not in {"literal", "list_lit", "map_lit"}:
            return self.kind(node.children[0])
        method = getattr(self, f"on_{node.data}", None)
        if method is None:
            raise ExpressionError(f"'{node.data}' is not part of our subset of CEL", _column(node))
        return str(method(node))

    def name(self, node: Any, path: str) -> str:
        if path not in self.scope.facts:
            raise ExpressionError(f"there is no '{path}' here", _column(node))
        if path in self.scope.optional and path not in self.tested:
            raise ExpressionError(f"'{path}' may be left empty; ask has({path}) first", _column(node))
        return self.scope.facts[path]

    def all_of(self, kind: str, nodes: list[Any]) -> str:
        for node in nodes:
            found = self.kind(node)
            if found != kind:
                raise ExpressionError(f"a {kind} is needed here, this is a {found}", _column(node))
        return kind

    def on_expr(self, node: Tree) -> str:
        condition, yes, no = node.children
        self.all_of("bool", [condition])
        return self.all_of(self.kind(yes), [no])

    def on_conditionalor(self, node: Tree) -> str:
        return self.all_of("bool", node.children)

    def on_conditionaland(self, node: Tree) -> str:
        return self.all_of("bool", node.children)

    def on_relation(self, node: Tree) -> str:
        operator, right = node.children[0], node.children[1]
        left = operator.children[0]
        if operator.data == "relation_in":
            if self.kind(right) != "strings" or self.kind(left) != "string":
                raise ExpressionError("'in' looks for a string in a list of strings", _column(left))
            return "bool"
        kind = self.kind(left)
        if operator.data in ORDERED and kind not in {"int", "date"}:
            raise ExpressionError(f"a {kind} has no order", _column(left))
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
        token = node.children[0]
        assert isinstance(token, Token)  # noqa: S101 — the grammar says so
        if token.type not in LITERALS:
            raise ExpressionError(f"a literal such as {token} is not part of our subset", _column(token))
        return LITERALS[token.type]

    def on_list_lit(self, node: Tree) -> str:
        items = node.children[0].children if node.children else []
        self.all_of("string", items)
        return "strings"

    def on_ident_arg(self, node: Tree) -> str:
        name = str(node.children[0])
        arguments = node.children[1].children if len(node.children) > 1 else []
        if name == "has":
            path = _path(arguments[0]) if len(arguments) == 1 else None
            if path not in self.scope.facts:
                raise ExpressionError("has() takes the name of one fact", _column(node))
            return "bool"
        if name == "days" and len(arguments) == 2:
            self.all_of("date", arguments)
            return "int"
        if name == "size" and len(arguments) == 1:
            self.all_of("strings", arguments)
            return "int"
        raise ExpressionError(f"'{name}' is not a function we have; there are has, days and size", _column(node))
