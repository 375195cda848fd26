from datetime import datetime
from typing import Any

from legation.ground import node
from legation.ground.posts.numbering import next_in
from legation.ground.statements import insert
from legation.payments.till.models import Book, Slip
from legation.payments.till.services.tell_of_slip import tell_of_slip


def write_slip(*, place: str, at: datetime, **fields: Any) -> Slip:
    """Write a slip under the next number of its post, series and year, by the post's clock; its payer is told of it.

    Must be called inside the transaction of what it is about.
    """
    book = next_in(Book, place=place, at=at, series=node.series())
    insert(slip := Slip(book=book, number=book.last, at=at, **fields))
    tell_of_slip(slip, at=at)
    return slip
