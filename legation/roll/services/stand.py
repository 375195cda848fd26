from dataclasses import dataclass
from datetime import datetime

from legation.roll.models import Roll
from legation.roll.reading import entry_of, number_of


@dataclass(frozen=True)
class Standing:
    """That somebody stands on the roll of a post, and when it may be inspected next: (vote, from, until) of each."""

    number: str
    struck: bool
    open_now: tuple[str, ...]
    coming: tuple[tuple[str, datetime, datetime], ...]


def stand(*, reference: str, at: datetime) -> Standing | None:
    """How the entry of a case stands; None if it has none, or it was forgotten."""
    entry = entry_of(reference)
    if entry is None:
        return None
    rolls = Roll.objects.filter(place=entry.book.place, inspect_until__gt=at).order_by("inspect_from", "vote")
    return Standing(
        number_of(entry), bool(entry.is_struck),
        tuple(row.vote for row in rolls if row.inspect_from <= at),
        tuple((row.vote, row.inspect_from, row.inspect_until) for row in rolls if row.inspect_from > at),
    )  # fmt: skip
