from datetime import datetime

from django.db import IntegrityError, transaction

from legation.ground.errors import Conflict, Unavailable
from legation.ground.people.api import Actor
from legation.payments.models import Payment
from legation.payments.rules import Attempt as AttemptState
from legation.payments.selectors import open_attempt
from legation.payments.services.refresh import refresh
from legation.payments.till.models import Slip
from legation.payments.till.permit import check_cashier, record
from legation.payments.till.rules import CARD, TERMINAL
from legation.payments.till.services.take_cash import PAID, begin, payment_at
from legation.payments.till.services.write_slip import write_slip


def send_to_terminal(*, place: str, reference: str, language: str, by: Actor, at: datetime) -> Payment:
    """Have the post's card terminal take a payment; its answer, if there is one by then, is written down.

    Sent again while the terminal is at it, nothing is sent: the terminal is asked how it stands. Must be called
    outside any transaction.

    Raises:
        NotFound: no such payment, desk or terminal.
        NotAllowed: `by` is no cashier.
        Conflict: it is paid, closed, or open elsewhere.
        Unavailable: the terminal does not begin, or another provider does not answer.
    """
    check_cashier(by, place)
    row = payment_at(reference, place)
    attempt = begin(row, provider=TERMINAL, language=language, at=at)
    if attempt is None:
        raise Conflict(f"payment {row.pk} is paid", reader=PAID)
    record(by, "sent_to_terminal", f"payment:{row.pk}", at, attempt=str(attempt.pk))
    return ask_terminal(row, by=by, at=at)


def ask_terminal(row: Payment, *, by: Actor, at: datetime) -> Payment:
    """How a payment on a terminal stands, having asked it; money that was taken gets its receipt.

    Must be called outside any transaction. Whether the terminal answers the payment says: it stays open if not.
    """
    attempt = open_attempt(row)
    if attempt is not None and attempt.provider == TERMINAL:
        try:
            refresh(payment=str(row.pk), at=at)
        except Unavailable:
            return row
        row.refresh_from_db()
    write_card_slip(row, by=by, at=at)
    return row


def write_card_slip(row: Payment, *, by: Actor, at: datetime) -> Slip | None:
    """The receipt of a payment that a card on a terminal has paid, written when a cashier first sees it; else None."""
    paid = row.attempts.filter(provider=TERMINAL, state=AttemptState.CAPTURED).order_by("started_at").first()
    if paid is None or Slip.objects.filter(attempt=paid).exists():
        return None
    try:
        with transaction.atomic():
            return write_slip(
                place=row.place, at=at, kind=CARD, payment=row, attempt=paid, owed=row.amount, cash=row.amount,
                currency=row.currency, language=paid.language, by=by.person,
            )  # fmt: skip
    except IntegrityError:  # somebody else saw it at the same moment
        return None
