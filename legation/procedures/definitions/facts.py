"""Named facts: what is not data (a policy table, a register look-up, a risk check) is registered by its department.

A definition names them under `facts:`; expressions and the fee then use what they declare.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class FactSource:
    """One group of facts.

    Args:
        gives: name -> kind (see expressions.KINDS); every name is always given.
        find: (answers, policy content of the bundle, moment) -> the facts.
        content: what of it belongs into the bundle, such as a policy table; JSON.
        problems: what is wrong with its own files, for `legation check`.
        tell: (facts) -> a title and (term, value) rows for the desk, in the reader's language.
    """

    gives: Mapping[str, str]
    find: Callable[[Answers, Any, datetime], dict[str, Any]]
    content: Callable[[], Any] = dict
    problems: Callable[[], list[Any]] = list
    tell: Callable[[Mapping[str, Any]], tuple[str, list[tuple[str, str]]]] | None = None


_sources: dict[str, FactSource] = {}


def register(name: str, source: FactSource) -> None:
    """Register facts as '<department>.<group>'; expressions name them '<group>.<fact>'."""
    _sources[name] = source


def source(name: str) -> FactSource | None:
    """The source registered under a name, if any."""
    return _sources.get(name)


def group(name: str) -> str:
    """'visa.policy' is called 'policy' in expressions."""
    return name.split(".", 1)[1]
