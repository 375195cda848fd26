"""Conditions run: a typed subset of CEL (github.com/google/cel-spec), by a native library.

It is 30 times quicker than the parser that `expression_types` checks them by when a definition is loaded
(docs/adr/0008). Dates are timestamps at midnight UTC.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import cel


def _native() -> ModuleType:
    """The library itself, without the command line that its package brings along: that is a sixth of a start."""
    package = find_spec("cel")
    found = package and PathFinder.find_spec("cel.cel", package.submodule_search_locations)
    if not found or not found.loader:
        raise ImportError("common-expression-language is not installed", name="cel")
    made = module_from_spec(found)
    found.loader.exec_module(made)
    return made


if not TYPE_CHECKING:
    cel = _native()


class ExpressionError(ValueError):
    """An expression that cannot be used; `column` counts from 1 inside it.

    `name` is the unknown name if that is it, `known` what there is in its place.
    """

    def __init__(
        self, message: str, column: int = 1, *, name: str = "", remedy: str = "", known: Collection[str] = ()
    ) -> None:
        super().__init__(message)
        self.column, self.name, self.remedy, self.known = column, name, remedy, known


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

    def run(self, facts: Mapping[str, Any] | Context) -> Any:
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
