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
    if earlier := _row_for(order):
        return earlier.number
    file = files.keep(made.pdf, key=order.key, media_type=MEDIA_TYPE, at=at)
    # one statement without a savepoint: of two workers with the same decision, one writes and both read
    Document.objects.bulk_create([_row(made, file, at)], ignore_conflicts=True)
    row = _row_for(order)
    is_ours = row is not None and row.number == order.number
    if not is_ours:
        files.destroy(file)
    if row is None:
        raise Conflict(f"document number {order.number} is taken")
    if is_ours and not _is_named(row, made.seal):
        files.destroy(file)
        raise Conflict(f"the handle of the seal of {row.number} is taken")
    return row.number


def _is_named(row: Document, seal: bytes) -> bool:
    """Give a sealed document the handle that lists name it by; False when another document has it."""
    if not seal:
        return True
    handle = Handle(document=row, value=handle_of(Seal.parse(seal)))
    Handle.objects.bulk_create([handle], ignore_conflicts=True)
    return Handle.objects.filter(document=row).exists()


def _row_for(order: Order) -> Document | None:
    rows = Document.objects.filter(reference=order.reference, kind=order.kind, decision=order.decision)
    return rows.only("pk", "number").first()


def _row(made: Made, file: str, at: datetime) -> Document:
    order = made.order
    return Document(
        number=order.number, kind=order.kind, reference=order.reference, decision=order.decision,
        digest=made.digest, file_id=file, seal=made.seal, issued_at=at, valid_from=order.valid_from,
        valid_until=order.valid_until, signer=made.signer, statement=[list(fact) for fact in order.statement],
    )  # fmt: skip
