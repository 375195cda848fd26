from datetime import datetime
from typing import Any

from legation.ground import node
from legation.payments.till.models import Book, Slip
from legation.payments.till.permit import zone_of


def write_slip(*, place: str, at: datetime, **fields: Any) -> Slip:
    """Write a slip under the next number of its post, series and year, by the post's clock.

    Must be called inside the transaction of what it is about: a number is used only with it, so there is no gap.
    """
    which = {"place": place, "series": node.series(), "year": at.astimezone(zone_of(place)).year}
    Book.objects.get_or_create(**which)
    book = Book.objects.select_for_update().get(**which)
    book.last += 1
    book.save(update_fields=["last"])
    return Slip.objects.create(book=book, number=book.last, at=at, **fields)
