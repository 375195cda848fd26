from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.currencies import is_currency
from legation.ground.errors import Conflict, Invalid
from legation.ground.people.api import Actor
from legation.payments.rules import Money
from legation.payments.till.currencies import cash_currency
from legation.payments.till.models import Consignment
from legation.payments.till.money import keep, post
from legation.payments.till.permit import check_centre, check_sees, record
from legation.payments.till.rules import SENT, SUPPLIED

WAYS = ("bag", "bank")
_NUMBER = _("Enter the number of the bag or of the bank's slip, which was not used before.")
_AMOUNT = _("Enter an amount above zero.")


@transaction.atomic
def consign(
    *, place: str, amount: int, way: str, slip: str, by: Actor, at: datetime, outward: bool = True, currency: str = ""
) -> Consignment:  # fmt: skip
    """Send cash from a post's safe to the centre, or from the centre to it: it is in transit until it is confirmed.

    Args:
        amount: minor units of `currency`, the post's own if none is named.
        way: bag or bank.
        slip: number of the bag or of the bank's paper, at most 60 characters.
        outward: whether it leaves the post; what comes from the centre is sent by an accountant there.

    Raises:
        NotFound, NotAllowed: `by` may not.
        Invalid: the amount, way or number cannot be.
        Conflict: the safe holds less.
    """
    check_sees(by, place)
    if not outward:
        check_centre(by)
    currency, slip = currency or cash_currency(place), slip.strip()
    if amount <= 0 or not is_currency(currency):
        raise Invalid(f"{amount} {currency} is not to be sent", reader=_AMOUNT, fields={"amount": _AMOUNT})
    if way not in WAYS or not 0 < len(slip) <= 60 or not slip.isprintable():
        raise Invalid(f"{way!r} {slip[:70]!r} names nothing", reader=_NUMBER, fields={"slip": _NUMBER})
    row = _written(place=place, amount=amount, currency=currency, way=way, slip=slip, outward=outward, by=by, at=at)
    if outward:
        keep(place, currency, -amount)
    moved = (SENT if outward else SUPPLIED, Money(amount, currency))
    post([moved], place=place, key=f"consigned:{row.pk}", at=at)
    record(by, "cash_sent", f"consignment:{row.pk}", at, place=place, amount=amount, currency=currency, slip=slip)
    return row


def _written(*, by: Actor, at: datetime, **fields: object) -> Consignment:
    row = Consignment(sent_by=by.person, sent_at=at, **fields)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(f"{fields['slip']} was used before", reader=_NUMBER) from None
    return row
