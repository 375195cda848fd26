from datetime import datetime
from uuid import UUID

from legation.ground.statements import insert
from legation.payments.models import Event, Unmatched
from legation.payments.rules import UNMATCHED, Money, Posting, Why
from legation.payments.services.post_transfer import post_transfer


def keep_unmatched(
    *, event: Event, money: Money, why: Why, at: datetime, posting: Posting = UNMATCHED, refund: UUID | None = None
) -> bool:
    """Put money that settled nothing where an accountant sees it; what one session brought is kept once.

    Must be called inside the transaction that writes the event. Gives whether it was new.
    """
    row = Unmatched(
        event_id=event.pk, payment_id=event.payment_id, refund_id=refund, provider=event.provider,
        session=event.session, amount=money.amount, currency=money.currency, why=why, at=at,
    )  # fmt: skip
    if not insert(row, once=True):
        return False
    post_transfer(posting=posting, event=event, money=money, at=at)
    return True
