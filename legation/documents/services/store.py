"""Entering a made document in the register, once for its decision, and its PDF on the shelf under the order's key."""

from datetime import datetime

from django.db import IntegrityError

from legation.documents.models import Document, Handle
from legation.documents.orders import Made, Order
from legation.documents.revocation.handles import handle_of
from legation.documents.seals import formats
from legation.ground.errors import Conflict
from legation.ground.files import api as files
from legation.ground.together import Together
from legation.ground.transparency import api as transparency

MEDIA_TYPE = "application/pdf"


def store(made: Made, *, at: datetime) -> str:
    """Give the number of the document in the register. A second call for the same decision gives the first's number.

    Must be called inside the transaction that issues.

    Raises:
        Conflict: the number, or the handle by which lists would name it, is taken by another document; make it again.
    """
    order = made.order
    file = files.shelved(made.pdf, key=order.key, media_type=MEDIA_TYPE, at=at)
    row = _row(made, file.digest, at)
    writes = Together(guarded=True)
    # of two workers with the same decision, one writes and both know
    writes.insert(row, once=True)
    writes.insert(file)
    if made.seal:
        writes.insert(Handle(document=row, value=handle_of(formats.parse(made.seal))))
    transparency.commit(
        number=order.number, reference=order.reference, digest=bytes.fromhex(made.digest), seal=made.seal,
        key=order.key, writes=writes,
    )  # fmt: skip
    try:
        written = writes.write()
    except IntegrityError as error:
        raise Conflict(f"the handle of the seal of {order.number} is taken") from error
    if not written:
        files.destroy(file.digest)
        return _earlier_number(order)
    return order.number


def _earlier_number(order: Order) -> str:
    rows = Document.objects.filter(reference=order.reference, kind=order.kind, decision=order.decision)
    number = rows.values_list("number", flat=True).first()
    if number is None:
        raise Conflict(f"document number {order.number} is taken")
    return number


def _row(made: Made, file: str, at: datetime) -> Document:
    order = made.order
    return Document(
        number=order.number, kind=order.kind, reference=order.reference, decision=order.decision,
        digest=made.digest, file_id=file, seal=made.seal, issued_at=at, valid_from=order.valid_from,
        valid_until=order.valid_until, signer=made.signer, statement=[list(fact) for fact in order.statement],
    )  # fmt: skip
