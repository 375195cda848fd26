"""The figures of a month as a table for other programs: one figure a line."""

from collections.abc import Iterator, Mapping
from datetime import date

from legation.ground.languages.api import to_major
from legation.insight.selectors import Figures

HEADER = ("month", "post", "area", "procedure", "figure", "unit", "value")
_COUNTS = ("opened", "done", "actions")
_TIMES = ("handling", "lay", "waiting")


def lines(month: date, cells: Mapping[tuple[str, str], Figures], areas: Mapping[str, str]) -> Iterator[list[object]]:
    """(month, post, area, procedure, figure, unit, value) of every figure; durations within five per cent.

    Args:
        areas: procedure -> its area in the catalogue.
    """
    yield list(HEADER)
    for (place, procedure), each in cells.items():
        first = [f"{month:%Y-%m}", place, areas.get(procedure, ""), procedure]
        for name in _COUNTS:
            yield [*first, name, "cases" if name != "actions" else "actions", getattr(each, name)]
        for name in _TIMES:
            if found := each.of(name):
                yield [*first, f"{name}_median", "seconds", round(found[0])]
                yield [*first, f"{name}_p90", "seconds", round(found[1])]
        if each.begun:
            yield [*first, "begun_at_counter", "services", each.begun]
            yield [*first, "keys_at_counter", "keys", each.keys]
        for currency, amount in sorted(each.income.items()):
            yield [*first, "income", currency, to_major(amount, currency)]
