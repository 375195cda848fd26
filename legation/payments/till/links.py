"""The link to a receipt: its number, or the reference of what was paid online, and a proof that we wrote it.

Nothing of it is stored. What is paid online has no slip: its payment tells all that its receipt says.
"""

from django.conf import settings

from legation.ground.errors import NotFound
from legation.ground.secrets import is_proof, proof
from legation.payments.models import Payment
from legation.payments.selectors import PaymentView, key_of, payment_by_reference
from legation.payments.till import selectors
from legation.payments.till.models import Slip
from legation.payments.till.rules import BACK, CARD_BACK, CASH, TERMINAL

_PURPOSE, _ONLINE = "receipt_link", "online_receipt_link"


def number_of(slip: Slip) -> str:
    """A slip's number as it is printed: post, series if any, year, number."""
    series = f"-{slip.book.series}" if slip.book.series else ""
    return f"{slip.book.place}{series}-{slip.book.year}-{slip.number:06d}"


def cashier_number(place: str, person: int) -> str:
    """A cashier as receipts and drawers call them, in no words of theirs: the post, and their number in the records."""
    return f"{place}-{person}"


def token_of(slip: Slip) -> str:
    """What stands in the link."""
    number = number_of(slip)
    return f"{number}-{proof(_PURPOSE, number)}"


def address_of(slip: Slip) -> str:
    """Where its payer reads it, in the language it was written in."""
    return f"{settings.LEGATION_ADDRESS}/{slip.language}/receipt/{token_of(slip)}/"


def receipts_of(payment: PaymentView | None) -> list[tuple[str, bool]]:
    """(what stands in the link, whether money was handed back) of each receipt of a payment, oldest first."""
    if payment is None or not payment.settled_at:
        return []
    if is_online(payment):
        return [(_token_online(payment.reference), False)]
    slips = selectors.slips_of(key_of(payment.payment))
    return [(token_of(slip), slip.kind in (BACK, CARD_BACK)) for slip in slips]


def is_online(payment: PaymentView) -> bool:
    """Whether it was paid, and not at a cash desk, which writes slips of its own."""
    return bool(payment.settled_at) and payment.provider not in (CASH, TERMINAL)


def address_online(reference: str, language: str) -> str:
    """Where whoever paid online reads their receipt."""
    return f"{settings.LEGATION_ADDRESS}/{language}/receipt/{_token_online(reference)}/"


def _token_online(reference: str) -> str:
    # the stroke in the reference of a difference would end the part of an address
    return f"{reference.replace('/', '.')}-{proof(_ONLINE, reference)}"


def behind(token: str) -> Slip | Payment:
    """The slip behind a link of ours, or the payment that was paid online.

    Raises:
        NotFound: it is not ours.
    """
    number, _dash, given = token.rpartition("-")
    reference = number.replace(".", "/")
    if is_proof(given, _ONLINE, reference):
        row = payment_by_reference(reference)
        if row is None or not row.settled_at:
            raise NotFound(f"{reference} is not paid")
        return row
    if not is_proof(given, _PURPOSE, number):
        raise NotFound("no such receipt")
    place, *series, year, last = number.split("-")
    return selectors.slip(place, int(year), "-".join([*series, str(int(last))]))
