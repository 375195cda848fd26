"""Options of a choice, drawn once: a list of 275 nationalities is the dearest part of the page it stands on."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from markupsafe import Markup


def option_tags(options: Iterable[tuple[str, str]], value: Any) -> Markup:
    """`<option>` elements for (value, label) pairs, the chosen one selected."""
    return _drawn(tuple((str(key), str(label)) for key, label in options), "" if value is None else str(value))


@lru_cache(maxsize=512)
def _drawn(options: tuple[tuple[str, str], ...], value: str) -> Markup:
    option, selected = Markup('<option value="{}"{}>{}</option>'), Markup(" selected")
    return Markup("").join(option.format(key, selected if key == value else "", label) for key, label in options)
