"""What registers show the auditor: two chains of each book."""

from collections.abc import Iterator

from legation.ground.audit import api as audit


def connect() -> None:
    """Called once when the app is ready."""
    audit.register("registers", _chains)


def _chains() -> Iterator[audit.Chain]:
    from legation.registers.models import Book, Entry, Note

    for book in Book.objects.order_by("pk").iterator():
        entries = Entry.objects.filter(book=book).order_by("number", "pk").iterator()
        yield book.chain, (each.row() for each in entries), book.last, bytes(book.head)
        notes = Note.objects.filter(book=book).order_by("number", "pk").iterator()
        yield f"{book.chain} notes", (each.row() for each in notes), book.notes, bytes(book.notes_head)
