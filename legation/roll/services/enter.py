from datetime import datetime

from legation.ground import node
from legation.ground.audit.api import canonical
from legation.ground.posts.numbering import next_in
from legation.ground.secrets import seal, wrap
from legation.roll.models import Book, Entry, Restoring, Striking
from legation.roll.reading import number_of
from legation.roll.rules import CONTEXT, Written


def enter(written: Written, *, by: str, at: datetime) -> str:
    """Enter somebody on the roll of a post; gives the entry's number. Inside the transaction of the act.

    What is asked again under one reference is the entry that there is; one that was struck is restored.

    Raises:
        AtCentre: this is an edge node: rolls are kept at the centre.
    """
    node.at_centre("no roll at an edge")
    there = Entry.objects.select_related("book").filter(reference=written.reference).first()
    if there is not None:
        undone = Striking.objects.filter(entry=there, restoring=None)
        Restoring.objects.bulk_create(Restoring(striking=each, at=at, actor=by) for each in undone)
        return number_of(there)
    book = next_in(Book, place=written.place, at=at)
    entry = Entry.objects.create(
        book=book, number=book.last, reference=written.reference, district=written.district, polling=written.polling,
        at=at, actor=by, data_key=wrap(written.key),
        sealed=seal(written.key, canonical(written.content), context=CONTEXT),
    )  # fmt: skip
    return number_of(entry)
