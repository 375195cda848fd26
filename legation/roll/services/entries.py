from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from legation.ground.audit.api import record_accesses
from legation.ground.errors import NotFound
from legation.ground.people.api import Actor
from legation.roll.models import Entry
from legation.roll.reading import check_office, content_of, number_of, struck

PAGE = 50


@dataclass(frozen=True)
class Entered:
    """An entry as the electoral office reads it; `name` is empty of whoever is forgotten."""

    reference: str
    year: int
    number: int
    written: str
    name: str = field(repr=False)
    district: str
    polling: str
    at: datetime
    struck: bool


@dataclass(frozen=True)
class Page:
    """Some entries, the latest first; `more` is where the next page begins, 0 at the end."""

    entries: list[Entered]
    more: int


def districts(*, place: str, by: Actor) -> list[tuple[str, int]]:
    """(district, how many stand) of the roll of a post, in the order of their codes.

    Raises:
        NotAllowed: `by` is not of the electoral office.
    """
    check_office(by)
    rows = Entry.objects.filter(book__place=place).order_by("district").values("district")
    standing = Q(~struck(), data_key__isnull=False)
    return [(row["district"], row["count"]) for row in rows.annotate(count=Count("pk", filter=standing))]


def entries(*, place: str, district: str = "", before: int = 0, by: Actor, at: datetime) -> Page:
    """A page of the entries of a post, of one district or all; each look at them is recorded.

    Args:
        before: where it begins, as `Page.more` gave it.

    Raises:
        NotAllowed: `by` is not of the electoral office.
    """
    check_office(by)
    rows = Entry.objects.filter(book__place=place)
    rows = rows.filter(district=district) if district else rows
    found = list(_whole(rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    more = found[PAGE - 1].pk if len(found) > PAGE else 0
    return Page(_looked_at(found[:PAGE], by, at), more)


def entry_at(*, place: str, year: int, number: int, by: Actor, at: datetime) -> Entered:
    """One entry by its number; the look is recorded.

    Raises:
        NotAllowed: `by` is not of the electoral office. NotFound: there is none.
    """
    check_office(by)
    row = _whole(Entry.objects.filter(book__place=place, book__year=year, number=number)).first()
    if row is None:
        raise NotFound(f"no entry {place}/E/{year}/{number}")
    return _looked_at([row], by, at)[0]


def _whole(rows: QuerySet[Entry]) -> QuerySet[Any]:
    return rows.select_related("book").annotate(is_struck=struck()).order_by("-pk")


@transaction.atomic
def _looked_at(rows: list[Any], by: Actor, at: datetime) -> list[Entered]:
    body = {"role": by.role, "purpose": "roll"}
    named = [row for row in rows if row.data_key is not None]
    record_accesses(actor=by.name, verb="looked_at", at=at, to=[(row.reference, body) for row in named])
    return [
        Entered(
            row.reference, row.book.year, row.number, number_of(row), str(content_of(row).get("name", "")),
            row.district, row.polling, row.at, bool(row.is_struck),
        )
        for row in rows
    ]  # fmt: skip
