from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.ground import node
from legation.ground.audit.api import canonical
from legation.ground.errors import Conflict, Invalid
from legation.ground.secrets import seal, unwrap
from legation.ground.statements import insert
from legation.registers.models import Book, Entry, Note
from legation.registers.reading import CONTEXT, number_of
from legation.registers.rules import CANCELLED, NOTES


def annotate(
    entry: Entry, *, kind: str, content: Mapping[str, Any], by: str, at: datetime, body: Mapping[str, Any] | None = None
) -> Note:
    """Write a marginal note to an entry; the entry itself never changes. Inside the caller's transaction.

    Args:
        content: `text` in words, `answers` that now hold instead of those entered, and what the decision `says` that
            it rests on, which `body` names; sealed as the entry is.
        body: what stands in clear beside it, nothing personal.

    Raises:
        Invalid: there is no such kind of note.
        Conflict: the person was forgotten, or the entry is cancelled.
        AtCentre: this is an edge node: the books are with the centre.
    """
    node.at_centre("no margin at an edge", reader=_("A note in a register is written when the line is back."))
    if kind not in NOTES:
        raise Invalid(f"no note of kind {kind!r}")
    book = Book.objects.select_for_update().get(pk=entry.book_id)
    if entry.data_key is None or Note.objects.filter(of=entry, verb=CANCELLED).exists():
        raise Conflict(f"{number_of(entry)} is forgotten or cancelled")
    note = Note(
        book=book, of=entry, at=at, actor=by, verb=kind, body=dict(body or {}),
        sealed=seal(unwrap(entry.data_key), canonical(content), context=CONTEXT),
    )  # fmt: skip
    book.notes += 1
    note.chained(chain=f"{book.chain} notes", number=book.notes, previous=bytes(book.notes_head))
    insert(note)
    book.notes_head = note.digest
    book.save(update_fields=["notes", "notes_head"])
    return note
