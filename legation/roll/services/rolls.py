from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from legation.ground.errors import NotFound
from legation.ground.people.api import Actor
from legation.roll.models import Entry, Line, Objection, Roll
from legation.roll.reading import check_office, struck


@dataclass(frozen=True)
class Announced:
    """A roll that was announced: its moments, how many lines it has once it is frozen, how many objections wait."""

    place: str
    vote: str
    inspect_from: datetime
    inspect_until: datetime
    closes_at: datetime
    frozen_at: datetime | None
    lines: int
    waiting: int


@dataclass(frozen=True)
class Counted:
    """How many stand on the roll of a post."""

    place: str
    standing: int


def rolls(*, by: Actor) -> list[Announced]:
    """Every roll that was announced, the latest close first.

    Raises:
        NotAllowed: `by` is not of the electoral office.
    """
    check_office(by)
    return _with_counts(list(Roll.objects.order_by("-closes_at", "place", "vote")))


def roll_of(*, place: str, vote: str, by: Actor) -> tuple[Announced, list[str]]:
    """One roll, and the polling places of whoever stands on it.

    Raises:
        NotAllowed: `by` is not of the electoral office. NotFound: no such roll.
    """
    check_office(by)
    found = _with_counts(list(Roll.objects.filter(place=place, vote=vote)))
    if not found:
        raise NotFound(f"no roll of {place} for {vote}")
    frozen = Line.objects.filter(roll__place=place, roll__vote=vote)
    rows = frozen if found[0].frozen_at else Entry.objects.filter(book__place=place)
    return found[0], list(rows.order_by("polling").values_list("polling", flat=True).distinct())


def counted(*, by: Actor) -> list[Counted]:
    """How many stand on the roll of each post that has any entry; whoever is struck or forgotten is not among them.

    Raises:
        NotAllowed: `by` is not of the electoral office.
    """
    check_office(by)
    rows = Entry.objects.exclude(struck()).exclude(data_key=None).order_by("book__place").values("book__place")
    return [Counted(row["book__place"], row["count"]) for row in rows.annotate(count=Count("pk"))]


def _with_counts(rows: list[Roll]) -> list[Announced]:
    lines = dict(Line.objects.filter(roll__in=rows).order_by("roll").values_list("roll").annotate(Count("pk")))
    said = Objection.objects.filter(roll__in=rows, answered_at=None).exclude(entry__data_key=None)
    waiting = dict(said.order_by("roll").values_list("roll").annotate(Count("pk")))
    return [
        Announced(row.place, row.vote, row.inspect_from, row.inspect_until, row.closes_at, row.frozen_at,
                  lines.get(row.pk, 0), waiting.get(row.pk, 0))
        for row in rows
    ]  # fmt: skip
