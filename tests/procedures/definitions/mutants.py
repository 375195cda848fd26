"""Faults put into a good definition by operators that know nothing of it: a tree of keys, lists and values."""

import re
from collections import defaultdict
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Mutant:
    """A tree with one fault: the operator that made it, where, and the whole tree."""

    operator: str
    at: Location
    data: Any
    said: str = ""

    @property
    def where(self) -> str:
        """The place without the numbers of its items: states[].phase."""
        return pattern(self.at)

    def __str__(self) -> str:
        return f"{self.operator} {self.where} {self.said}"


def pattern(at: Location) -> str:
    """A location with the numbers of items left out."""
    return re.sub(r"\.\[\]", "[]", ".".join("[]" if isinstance(part, int) else part for part in at))


def mutants(data: Any) -> Iterator[Mutant]:
    """Every fault each operator can put into a tree."""
    nodes = list(_walk(data))
    values: dict[str, list[Any]] = defaultdict(list)
    for at, value in nodes:
        if not isinstance(value, (dict, list)) and value not in values[pattern(at)]:
            values[pattern(at)].append(value)
    for at, value in nodes:
        if not at:
            continue
        yield Mutant("delete", at, _with(data, at, _delete), _short(value))
        if isinstance(at[-1], int):
            yield Mutant("duplicate", at, _with(data, at, _duplicate), _short(value))
            if at[-1] > 0:
                yield Mutant("swap", at, _with(data, at, _swap), _short(value))
        else:
            yield Mutant("rename key", at, _with(data, at, _rename), _short(value))
        if isinstance(value, str):
            yield Mutant("rename value", at, _set(data, at, f"{value}x"), _short(value))
            yield Mutant("empty", at, _set(data, at, ""), _short(value))
        yield Mutant(
            "another type", at, _set(data, at, [value] if isinstance(value, dict) else {"a": value}), _short(value)
        )
        if not isinstance(value, (dict, list)):
            for other in _others(values[pattern(at)], value):
                yield Mutant("retarget", at, _set(data, at, other), f"{_short(value)} -> {_short(other)}")


def as_lists(value: Any) -> Any:
    """A tree as it is read, with lists that can be changed."""
    if isinstance(value, dict):
        return {key: as_lists(item) for key, item in value.items()}
    return [as_lists(item) for item in value] if isinstance(value, tuple) else value


def as_tuples(value: Any) -> Any:
    """The other way round."""
    if isinstance(value, dict):
        return {key: as_tuples(item) for key, item in value.items()}
    return tuple(as_tuples(item) for item in value) if isinstance(value, list) else value


def places(data: Any) -> list[Location]:
    """Every place of a tree."""
    return [at for at, _value in _walk(data)]


def _others(values: list[Any], value: Any) -> list[Any]:
    """The next values that stand at such a place elsewhere, at most three."""
    place = values.index(value)
    return [*values[place + 1 :], *values[:place]][:3]


def _short(value: Any) -> str:
    return str(value)[:40]


def _walk(value: Any, at: Location = ()) -> Iterator[tuple[Location, Any]]:
    yield at, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _walk(item, (*at, key))


def _with(data: Any, at: Location, change: Any) -> Any:
    """A copy of the tree with one node's holder changed; what is not above it is shared."""
    changed = copy(data)
    holder = changed
    for part in at[:-1]:
        holder[part] = copy(holder[part])
        holder = holder[part]
    change(holder, at[-1])
    return changed


def _set(data: Any, at: Location, value: Any) -> Any:
    return _with(data, at, lambda holder, key: holder.__setitem__(key, value))


def _delete(holder: Any, key: Any) -> None:
    del holder[key]


def _duplicate(holder: list[Any], number: int) -> None:
    holder.insert(number, holder[number])


def _swap(holder: list[Any], number: int) -> None:
    holder[number - 1], holder[number] = holder[number], holder[number - 1]


def _rename(holder: dict[str, Any], key: str) -> None:
    items = [(f"{name}x" if name == key else name, value) for name, value in holder.items()]
    holder.clear()
    holder.update(items)
