"""Leading a payer to the page where the fee of an application is paid."""

from datetime import datetime

from legation.ground.errors import Conflict
from legation.payments import api as payments
from legation.procedures.models import Case


def pay(*, cases: list[Case], return_url: str, language: str, at: datetime, key: str = "") -> str:
    """The address to send the payer to, as `payments.start` gives it.

    Whoever was closed since a page was opened is not paid for: that page is closed and less is asked for, unless the
    provider says that somebody is paying there.

    Args:
        cases: all cases of the application.

    Raises:
        Conflict: nothing is to be paid (any more), or the key was used for another request.
        Unavailable: the provider does not answer.
    """
    reference = cases[0].application.reference
    payment = payments.find(reference=reference)
    if payment is None or payment.settled_at:
        raise Conflict(f"nothing is to be paid for {reference}")
    if gone := gone_from(payment, cases):
        payments.close_page(payment=payment.payment, at=at)
        payments.drop_shares(reference=reference, shares=list(gone), at=at)
    return payments.start(
        payment=payment.payment, provider=payments.usual_provider(), return_url=return_url, language=language, at=at,
        key=key,
    )  # fmt: skip


def gone_from(payment: payments.PaymentView, cases: list[Case]) -> dict[str, int]:
    """Whose share a payment still asks for though they were closed: reference of the case -> amount."""
    if len(cases) == 1:
        return {}
    closed = {case.reference for case in cases if case.closed_at is not None}
    return {name: amount for name, amount in payments.shares_of(payment).items() if name in closed} if closed else {}
