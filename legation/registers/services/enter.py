from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from legation.ground import node
from legation.ground.audit.api import canonical
from legation.ground.posts.numbering import next_in
from legation.ground.secrets import seal, wrap
from legation.ground.statements import insert
from legation.registers.models import Book, Entry, EntryIndex
from legation.registers.reading import CONTEXT, number_of


@dataclass(frozen=True, kw_only=True)
class Written:
    """What is to be entered.

    Args:
        register: its code.
        place: the code of the post that keeps it.
        reference: whose it is.
        key: 32 bytes, the data key of what it belongs to.
        content: what is written, JSON-able; it is sealed.
        body: what stands in clear beside it, nothing personal.
        found_by: blind indexes under the register's purpose.
        facts: what anybody may read who knows number and day.
    """

    register: str
    place: str
    reference: str
    key: bytes = field(repr=False)
    content: Mapping[str, Any] = field(repr=False)
    body: Mapping[str, Any]
    found_by: Iterable[bytes] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def enter(written: Written, *, by: str, at: datetime) -> str:
    """Write an entry under the next number of its book; gives that number, as CAI/B/2026/14.

    Must be called inside the transaction of the act that it is about. Whether `by` may is for the caller to say.

    Raises:
        AtCentre: this is an edge node: the books are with the centre, and two must not number one of them.
    """
    node.at_centre("no book at an edge", reader=_("An entry in a register is made when the line is back."))
    book = next_in(Book, place=written.place, at=at, register=written.register)
    entry = Entry(
        book=book, reference=written.reference, at=at, actor=by, verb="entered", body=dict(written.body),
        facts=dict(written.facts), data_key=wrap(written.key),
        sealed=seal(written.key, canonical(written.content), context=CONTEXT),
    )  # fmt: skip
    entry.chained(chain=book.chain, number=book.last, previous=bytes(book.head))
    insert(entry)
    insert(*(EntryIndex(entry=entry, place=book.place, value=each) for each in dict.fromkeys(written.found_by)))
    book.head = entry.digest
    book.save(update_fields=["head"])
    return number_of(entry)
