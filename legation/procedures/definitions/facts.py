"""Named facts: what is not data (a policy table, a register look-up, a risk check) is registered by its department.

A definition names them under `facts:`; expressions and the fee then use what they declare.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Answers = Mapping[str, Any]


def _nothing_told(_old: Any, _new: Any) -> list[str]:
    return []


@dataclass(frozen=True)
class FactSource:
    """One group of facts.

    Args:
        gives: name -> kind (see expression_types.KINDS); every name is always given.
        find: (answers, policy content of the bundle, moment) -> the facts.
        content: what of it belongs into the bundle, such as a policy table; JSON.
        needs: the fields it looks at, code -> kind; every one must be asked, whether or not it must be answered.
        choices: what the choices among them may be at most, code -> choices.
        differences: (old content, new content) -> what changes for whom, as sentences, for `legation diff`.
        problems: what is wrong with its own files, for `legation check`.
        ask: (answers, what was kept of the last time, purpose, moment) -> what is kept with the answers under the
            facts' name, sealed as they are; for what stands in another house and is asked there once.
        fills: (what was kept) -> raw values by field code, for fields that are still empty.
        tell: (facts) -> a title and (term, value) rows for the desk, in the reader's language.
    """

    gives: Mapping[str, str]
    find: Callable[[Answers, Any, datetime], dict[str, Any]]
    content: Callable[[], Any] = dict
    needs: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    differences: Callable[[Any, Any], list[str]] = _nothing_told
    problems: Callable[[], list[Any]] = list
    ask: Callable[[Answers, Any, str, datetime], dict[str, Any] | None] | None = None
    fills: Callable[[Any], dict[str, str]] = dict
    tell: Callable[[Mapping[str, Any]], tuple[str, list[tuple[str, str]]]] | None = None


_sources: dict[str, FactSource] = {}


def register(name: str, source: FactSource) -> None:
    """Register facts as '<department>.<group>'; expressions name them '<group>.<fact>'."""
    _sources[name] = source


def source(name: str) -> FactSource | None:
    """The source registered under a name, if any."""
    return _sources.get(name)


def names() -> list[str]:
    """Every registered name."""
    return sorted(_sources)


def group(name: str) -> str:
    """'visa.policy' is called 'policy' in expressions."""
    return name.split(".", 1)[1]
