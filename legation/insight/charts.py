"""Charts as numbers for a drawing: the page draws them, and a table behind each says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH, HEIGHT, FOOT, HEAD = 100, 208, 24, 26
"""Of a drawing: its width in hundredths of the page's, so that letters keep their size on a phone; its height, that of
the line under it for names, that of the line above it for the largest value, in pixels."""


@dataclass(frozen=True)
class Column:
    """A month: its name, the middle of its place, and for each row of values how high it reaches (y) or None."""

    name: str
    x: float
    tops: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """Columns side by side in the direction of reading; `most` is the value at the top, 0 where there is none."""

    columns: tuple[Column, ...]
    most: float
    step: float
    floor: float = HEIGHT - FOOT

    def line(self, row: int) -> list[tuple[float, float, float, float]]:
        """The parts of the line through a row of values, each from (x, y) to (x, y)."""
        points = [(each.x, top) for each in self.columns if (top := each.tops[row]) is not None]
        return [(*one, *other) for one, other in pairwise(points)]


def chart(names: Sequence[str], rows: Sequence[Sequence[float | None]], *, mirrored: bool) -> Chart:
    """A chart of one or more rows of values over the same names.

    Args:
        mirrored: the first stands on the right, for readers from right to left.
    """
    most = max((value for row in rows for value in row if value is not None), default=0)
    top = most or 1
    step = WIDTH / len(names)
    room = HEIGHT - FOOT - HEAD
    places = [step * (number + 0.5) for number in range(len(names))]
    return Chart(
        tuple(
            Column(name, x, tuple(None if value is None else HEAD + room * (1 - value / top) for value in values))
            for name, x, *values in zip(names, reversed(places) if mirrored else places, *rows, strict=True)
        ),
        most, step,
    )  # fmt: skip
