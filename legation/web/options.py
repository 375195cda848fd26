"""Options of a choice, drawn once: a list of 275 nationalities is the dearest part of the page it stands on."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from markupsafe import Markup, escape


class Options:
    """(value, label) pairs of a choice, made once and drawn once; which one is chosen is put in afterwards."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.pairs = [(str(value), str(label)) for value, label in pairs]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def tags(self, value: Any) -> Markup:
        """`<option>` elements, the one of `value` selected."""
        chosen = "" if value is None else str(value)
        if chosen not in self._values:
            return self._drawn
        open_tag = f'<option value="{escape(chosen)}"'
        return Markup(str(self._drawn).replace(f"{open_tag}>", f"{open_tag} selected>", 1))  # noqa: S704 — drawn below

    @cached_property
    def _values(self) -> frozenset[str]:
        return frozenset(value for value, _label in self.pairs)

    @cached_property
    def _drawn(self) -> Markup:
        option = Markup('<option value="{}">{}</option>')
        return Markup("").join(option.format(value, label) for value, label in self.pairs)


def option_tags(options: "Options | Iterable[tuple[str, str]]", value: Any) -> Markup:
    """`<option>` elements for (value, label) pairs, the chosen one selected."""
    return (options if isinstance(options, Options) else Options(options)).tags(value)
