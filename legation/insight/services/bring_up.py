"""Bring the sums up to date from their sources: the chains of cases, the ledger, the visits of days that are over."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from legation.appointments import api as appointments
from legation.ground import statements
from legation.ground.posts.api import post_key, post_zone
from legation.ground.transparency.horizon import Horizon
from legation.insight.durations import added, bucket
from legation.insight.models import ALL, CASES, MONEY, VISITS, IncomeSum, MonthSum, Reached
from legation.payments import api as payments
from legation.procedures import api as procedures

MOST = 1000
COUNTS, TIMES = ("opened", "done", "actions"), ("handling", "lay", "waiting")
Cell = tuple[date, str, str]
"""Month, post's code, procedure."""


@dataclass
class Sums:
    """What is to be added to the sums of one cell."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    times: dict[str, dict[str, int]] = field(default_factory=lambda: {name: {} for name in TIMES})

    def add(self, other: "Sums") -> None:
        """Add what another is to add."""
        self.counts = {name: count + other.counts[name] for name, count in self.counts.items()}
        self.times = {name: added(each, other.times[name]) for name, each in self.times.items()}

    def time(self, name: str, seconds: float | None) -> None:
        """Add one duration."""
        if seconds is not None:
            self.times[name] = added(self.times[name], {bucket(seconds): 1})


@cache
def _horizon(table: str) -> Horizon:
    """Remembered by each process: what still ran when it asked last is over when it asks again."""
    return Horizon(table)


def month_at(place: str, at: datetime) -> date:
    """The first day of the month that it was at a post; money that belongs to no post goes by UTC."""
    return at.astimezone(ZoneInfo(post_zone(post_key(place)) if place else "UTC")).date().replace(day=1)


@transaction.atomic
def bring_up(source: str, *, at: datetime, most: int = MOST) -> bool:
    """Count what has come to a source since it was counted last, `most` rows of it; gives whether there may be more.

    Whoever counts holds the source until the end of the transaction, so that nothing is counted twice.
    """
    Reached.objects.get_or_create(source=source)
    reached = Reached.objects.select_for_update().get(source=source)
    before, more = reached.upto, {CASES: _cases, MONEY: _money, VISITS: _visits}[source](reached, at, most)
    reached.at = at
    reached.save()
    return more and reached.upto > before


def _cases(reached: Reached, _at: datetime, most: int) -> bool:
    upto = _horizon(procedures.ACTIONS).settled()
    if upto <= reached.upto:
        return False
    reached.upto, found = procedures.counted(after=reached.upto, upto=upto, most=most)
    sums: dict[Cell, Sums] = defaultdict(Sums)
    for each in found:
        cell = sums[month_at(each.place, each.at), each.place, each.procedure]
        for name in COUNTS:
            cell.counts[name] += getattr(each, name)
        cell.time("handling", each.handling)
        cell.time("lay", each.lay)
    _add(sums)
    return reached.upto < upto


def _visits(reached: Reached, at: datetime, _most: int) -> bool:
    """One day that is over everywhere; of a day that is not, those who still come would be missed."""
    last = (at - timedelta(days=2)).date().toordinal()
    day = reached.upto + 1 if reached.upto else appointments.first_visit_on().toordinal()
    if day > last:
        return False
    reached.upto = day
    sums: dict[Cell, Sums] = defaultdict(Sums)
    for place, service, seconds in appointments.waits_of(date.fromordinal(day)):
        sums[date.fromordinal(day).replace(day=1), place, service].time("waiting", seconds)
    _add(sums)
    return day < last


def _money(reached: Reached, _at: datetime, most: int) -> bool:
    upto = _horizon(payments.TRANSFERS).settled()
    if upto <= reached.upto:
        return False
    reached.upto, found = payments.income_after(after=reached.upto, upto=upto, most=most)
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    for each in found:
        key = (month_at(each.place, each.at), each.place, each.labels.get("procedure", ""), each.currency)
        sums[key] += each.amount
    for row, amount in _rows(IncomeSum, ("month", "place", "procedure", "currency"), sums, "amount"):
        row.amount += amount
    return reached.upto < upto


def _add(sums: Mapping[Cell, Sums]) -> None:
    """Add to each cell, and to the rows of the post, of the procedure and of the whole house."""
    every: dict[Cell, Sums] = defaultdict(Sums)
    for (month, place, procedure), each in sums.items():
        for cell in product((month,), (place, ALL), (procedure, ALL)):
            every[cell].add(each)
    for row, each in _rows(MonthSum, ("month", "place", "procedure"), every, *COUNTS, *TIMES):
        for name, count in each.counts.items():
            setattr(row, name, getattr(row, name) + count)
        for name, buckets in each.times.items():
            setattr(row, name, added(getattr(row, name), buckets))


def _rows(
    kind: Any, names: tuple[str, ...], sums: Mapping[Any, Any], *changed: str
) -> Iterator[tuple[Any, Any]]:  # fmt: skip
    """Each cell's row, as it is or new, with what is to be added to it; written when all were changed."""
    months, places, codes = ({key[number] for key in sums} for number in range(3))
    near = kind.objects.filter(month__in=months, place__in=places, procedure__in=codes)
    known = {tuple(getattr(row, name) for name in names): row for row in near}
    rows = {key: known.get(key) or kind(**dict(zip(names, key, strict=True))) for key in sums}
    yield from ((rows[key], each) for key, each in sums.items())
    kind.objects.bulk_create([row for key, row in rows.items() if key not in known])
    statements.update_all([row for key, row in rows.items() if key in known], *changed)
