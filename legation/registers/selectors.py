"""Reads of registers, each within the posts where somebody is a registrar; and of one entry for who has its number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from legation.ground.audit.api import record_access, record_accesses
from legation.ground.errors import NotFound
from legation.ground.people.api import Actor
from legation.ground.posts.api import Post, posts_with_role
from legation.ground.posts.numbering import zone_of
from legation.registers.catalogue import Register, registers
from legation.registers.models import Entry, EntryIndex, Note
from legation.registers.reading import Opened, opened
from legation.registers.rules import Number

REGISTRAR, PAGE = "registrar", 25


@dataclass(frozen=True)
class Found:
    """A page of entries; `more` is where the next one begins, empty at the end."""

    entries: list[Opened]
    more: str


def places_of(by: Actor) -> list[Post]:
    """The posts whose registers this person reads."""
    return list(Post.objects.filter(pk__in=posts_with_role(by))) if by.role == REGISTRAR else []


def register_at(by: Actor, place: str, code: str) -> Register:
    """A register of a post.

    Raises:
        NotFound: there is none, or this person is no registrar there.
    """
    if code not in registers() or place not in {post.code for post in places_of(by)}:
        raise NotFound(f"{by.name} as {by.role} has no register {code} in {place}")
    return registers()[code]


def page(by: Actor, place: str, code: str, *, at: datetime, before: int | None = None) -> Found:
    """The entries of a register of a post, newest first; that they were looked at is recorded of each.

    Args:
        before: the key of the entry behind which the page begins, as `Found.more` gave it.

    Raises:
        NotFound: as of `register_at`.
    """
    rows = _rows(by, place, code)
    rows = rows.filter(pk__lt=before) if before else rows
    found = list(rows[: PAGE + 1])
    more = str(found[PAGE - 1].pk) if len(found) > PAGE else ""
    return Found(_looked_at(by, found[:PAGE], at), more)


def search(by: Actor, place: str, code: str, values: Iterable[bytes], *, at: datetime) -> Found:
    """The latest entries of one register of a post that have a name of one of these blind indexes.

    That somebody searched is recorded, and each look; what was typed is not.

    Raises:
        NotFound: as of `register_at`.
    """
    rows = _rows(by, place, code)
    index = EntryIndex.objects.filter(value__in=list(values), place=place).values("entry")
    found = list(rows.filter(pk__in=index)[:PAGE])
    body = {"by": "name", "found": len(found), "purpose": f"register/{code}", "post": place}
    record_access(actor=by.name, verb="searched", at=at, body=body)
    return Found(_looked_at(by, found, at), "")


def entry_at(by: Actor, place: str, code: str, year: int, number: int, *, at: datetime) -> Opened:
    """One entry of a register of a post; the look is recorded.

    Raises:
        NotFound: there is none, or as of `register_at`.
    """
    row = _rows(by, place, code).filter(book__year=year, number=number).first()
    if row is None:
        raise NotFound(f"no entry {number} of {year} in {code} of {place}")
    return _looked_at(by, [row], at)[0]


def by_number(number: Number) -> Opened | None:
    """The entry of a number, for an act that is about it; whoever asks answers for that. None if there is none."""
    code = next((each.code for each in registers().values() if each.letter == number.letter), "")
    rows = Entry.objects.filter(book__register=code, book__place=number.place, book__year=number.year)
    row = rows.filter(number=number.number).select_related("book").first()
    return _with_notes([row])[0] if row else None


def shown(number: Number, day: date) -> Opened | None:
    """The entry of this number and day, if anybody may read something of it: its `facts`, and whether it holds."""
    found = by_number(number)
    is_it = found and found.entry.facts and found.entry.at.astimezone(zone_of(number.place)).date() == day
    return found if is_it else None


def of_reference(reference: str) -> list[Opened]:
    """What was entered under a reference, oldest first, for whoever may read that."""
    return _with_notes(list(Entry.objects.filter(reference=reference).select_related("book").order_by("pk")))


def _rows(by: Actor, place: str, code: str) -> QuerySet[Entry]:
    register_at(by, place, code)
    rows = Entry.objects.filter(book__register=code, book__place=place)
    return rows.select_related("book").order_by("-pk")


def _looked_at(by: Actor, rows: list[Entry], at: datetime) -> list[Opened]:
    found = _with_notes(rows)
    why = {"role": by.role, "purpose": "register"}
    told = [(each.entry.reference, why | {"post": each.entry.book.place, "entry": each.number}) for each in found]
    record_accesses(actor=by.name, verb="looked_at", at=at, to=told)
    return found


def _with_notes(rows: list[Entry]) -> list[Opened]:
    notes: dict[int, list[Note]] = {}
    for note in Note.objects.filter(of__in=rows).order_by("number"):
        notes.setdefault(note.of_id, []).append(note)
    return [opened(row, notes.get(row.pk, [])) for row in rows]
