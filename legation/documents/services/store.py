"""Entering a made document in the register, once for its decision, and its PDF on the shelf under the order's key."""

from datetime import datetime

from django.db import transaction

from legation.documents.models import Document, Handle
from legation.documents.orders import Made, Order
from legation.documents.revocation.handles import handle_of
from legation.documents.seals.vds import Seal
from legation.ground.errors import Conflict
from legation.ground.files import api as files

MEDIA_TYPE = "application/pdf"


@transaction.atomic
def store(made: Made, *, at: datetime) -> str:
    """Give the number of the document in the register. A second call for the same decision gives the first's number.

    Raises:
        Conflict: the number, or the handle by which lists would name it, is taken by another document; make it again.
    """
    order = made.order
    earlier = _number_for(order)
    if earlier:
        return earlier
    file = files.keep(made.pdf, key=order.key, media_type=MEDIA_TYPE, at=at)
    # one statement without a savepoint: of two workers with the same decision, one writes and both read
    Document.objects.bulk_create([_row(made, file, at)], ignore_conflicts=True)
    number = _number_for(order)
    if number != order.number:
        files.destroy(file)
    if number is None:
        raise Conflict(f"document number {order.number} is taken")
    if number == order.number and not _is_named(number):
        files.destroy(file)
        raise Conflict(f"the handle of the seal of {number} is taken")
    return number


def _is_named(number: str) -> bool:
    """Give a sealed document the handle that lists name it by; False when another document has it."""
    row = Document.objects.only("pk", "seal").get(number=number)
    if not row.seal:
        return True
    handle = Handle(document=row, value=handle_of(Seal.parse(bytes(row.seal))))
    Handle.objects.bulk_create([handle], ignore_conflicts=True)
    return Handle.objects.filter(document=row).exists()


def _number_for(order: Order) -> str | None:
    rows = Document.objects.filter(reference=order.reference, kind=order.kind, decision=order.decision)
    return rows.values_list("number", flat=True).first()


def _row(made: Made, file: str, at: datetime) -> Document:
    order = made.order
    return Document(
        number=order.number, kind=order.kind, reference=order.reference, decision=order.decision,
        digest=made.digest, file_id=file, seal=made.seal, issued_at=at, valid_from=order.valid_from,
        valid_until=order.valid_until, signer=made.signer, statement=[list(fact) for fact in order.statement],
    )  # fmt: skip
