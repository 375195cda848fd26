from datetime import datetime

from django.db import transaction

from legation.ground.errors import Conflict
from legation.ground.people.api import Actor
from legation.payments.selectors import RefundView, locked_unmatched, refund_view
from legation.payments.services.open_refund import Source, digest_of, open_refund, replayed, take
from legation.payments.services.permit import check_may
from legation.payments.services.request_refund import check_words, enqueue


@transaction.atomic
def refund_unmatched(
    *, unmatched: int, key: str, by: Actor, at: datetime, reason: str = "unmatched", amount: int | None = None
) -> RefundView:
    """Send unmatched money back to where it came from; see `payments.api.refund_unmatched`."""
    check_words(amount=amount, reason=reason, key=key)
    row = locked_unmatched(unmatched)
    check_may(by, row.payment.place if row.payment else "")
    digest = digest_of("unmatched", row.pk, amount or "rest", reason)
    if known := replayed(key, digest):
        return refund_view(known)
    wanted = amount or row.amount - row.taken
    if not wanted or not take(row, wanted):
        raise Conflict(f"unmatched money {row.pk} has {row.amount - row.taken} left, not {wanted}")
    source = Source(row, row.provider, row.session)
    refund = open_refund(source=source, amount=wanted, reason=reason, by=by.name, key=key, digest=digest, at=at)
    enqueue(refund, at)
    return refund_view(refund)
