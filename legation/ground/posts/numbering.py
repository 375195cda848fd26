"""Numbers without a gap, counted by each post in each year of its own clock: receipts, entries of registers."""

from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import models

from legation.ground.posts.api import post_key, post_zone
from legation.ground.statements import Select, update


class Series(models.Model):
    """How many things of a kind a post (its code) has numbered in a year."""

    place = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


S = TypeVar("S", bound=Series)


def zone_of(place: str) -> ZoneInfo:
    """By which clock a post counts its days, months and years."""
    return ZoneInfo(post_zone(post_key(place)))


@cache
def _held(kind: type[Series], names: tuple[str, ...]) -> Select[Any]:
    return Select(kind, " AND ".join(f"{name} = %s" for name in names), lock="FOR UPDATE")


def next_in(kind: type[S], *, place: str, at: datetime, **which: Any) -> S:
    """The series of a post for the year of `at`, held until the transaction ends, with `last` the number to be used.

    Must be called inside the transaction of what is numbered: a number is used only with it, so there is no gap.

    Args:
        which: what tells several series of a post and year apart.
    """
    named = {"place": place, "year": at.astimezone(zone_of(place)).year, **which}
    held: Select[S] = _held(kind, tuple(named))  # type: ignore[arg-type]  # a class can be hashed
    row = held.first(*named.values())
    if row is None:
        kind._default_manager.get_or_create(**named)
        (row,) = held.all(*named.values())
    row.last += 1
    update(row, "last")
    return row
