from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Conflict, NotFound
from legation.ground.people.api import Actor
from legation.payments.models import Refund
from legation.payments.providers.base import RefundNotice
from legation.payments.rules import Money, RefundKind, Verdict
from legation.payments.selectors import locked_refund
from legation.payments.services.apply_refund_notice import apply_refund_notice
from legation.payments.till.currencies import quote, quote_at
from legation.payments.till.models import Slip
from legation.payments.till.money import move, own_drawer, post
from legation.payments.till.permit import check_cashier, record
from legation.payments.till.rules import BACK, CASH, TAKEN, Quote, reversed_legs
from legation.payments.till.services.write_slip import write_slip

_DONE = _("This was paid back already, or is not to be paid back. Nothing was given out.")


def back_quote(refund: Refund, *, place: str, at: datetime) -> Quote:
    """What a refund is in cash: at the rate at which the fee was taken, so that nobody gains by the wait."""
    owed = Money(refund.amount, refund.currency)
    slip = Slip.objects.filter(payment=refund.payment_id, kind=TAKEN).first()
    if slip is None:
        return quote(owed, place=place, at=at)
    return quote_at(owed, slip.currency, slip.rate, slip.rate_day)


@transaction.atomic
def pay_back(*, place: str, refund: UUID, by: Actor, at: datetime) -> Slip:
    """Hand a refund out of a cashier's own drawer; repeated, it gives the slip that was written.

    Raises:
        NotFound: no such refund at this post, or `by` has no desk there.
        NotAllowed: `by` is no cashier.
        Conflict: it is not to be paid back, no drawer is open, or it holds less or another currency.
    """
    person = check_cashier(by, place)
    row = locked_refund(refund=str(refund), provider=CASH)
    if row is None or row.payment is None or row.payment.place != place:
        raise NotFound(f"no refund {refund} in {place}")
    if known := Slip.objects.filter(refund=row).first():
        return known
    drawer, asked = own_drawer(person, place), back_quote(row, place=place, at=at)
    if drawer.currency != asked.cash.currency:
        raise Conflict(f"drawer {drawer.pk} holds {drawer.currency}", reader=_DONE)
    money = Money(row.amount, row.currency)
    notice = RefundNotice(f"back:{row.pk}", RefundKind.REFUNDED, str(row.pk), str(row.pk), money, at=at)
    if apply_refund_notice(provider=CASH, notice=notice, at=at) != Verdict.APPLIED:
        raise Conflict(f"refund {row.pk} is {row.state}", reader=_DONE)
    post(reversed_legs(asked), place=place, key=f"back:{row.pk}", at=at, payment=row.payment_id)
    move(drawer, BACK, -asked.cash.amount, by=person, at=at)
    slip = write_slip(
        place=place, at=at, kind=BACK, payment=row.payment, refund=row, drawer=drawer, owed=row.amount,
        cash=asked.cash.amount, currency=asked.cash.currency, rounding=asked.rounding,
        rate=asked.rate, rate_day=asked.rate_day, language=by.person.language if by.person else "en", by=person,
    )  # fmt: skip
    record(by, "cash_paid_back", f"drawer:{drawer.pk}", at, slip=slip.number, amount=slip.cash, currency=slip.currency)
    return slip
