"""Arithmetic of periods in force; both ends are included."""

from collections.abc import Iterable
from datetime import date, timedelta

Period = tuple[date, date]
_DAY = timedelta(days=1)


def gaps(whole: Period, parts: Iterable[Period]) -> list[Period]:
    """What of `whole` no part covers.

    Args:
        whole: First and last day; the last may be `date.max`.
        parts: Periods in any order, overlapping or not.

    Returns:
        The uncovered periods, in order.
    """
    found: list[Period] = []
    start, end = whole
    for first, last in sorted(parts):
        if first > end:
            break
        if first > start:
            found.append((start, first - _DAY))
        if last >= start:
            if last >= end:
                return found
            start = last + _DAY
    found.append((start, end))
    return found


def overlap(one: Period, other: Period) -> Period | None:
    """The days two periods share, or None."""
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None


def words(period: Period) -> str:
    """A period for an author to read."""
    first, last = period
    if last == date.max:
        return f"from {first} on"
    return f"on {first}" if first == last else f"from {first} to {last}"


def listing(items: Iterable[str], most: int = 5) -> str:
    """The first few of many, and how many more."""
    every = sorted(items)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more
