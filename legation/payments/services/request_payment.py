from collections.abc import Mapping, Sequence
from datetime import datetime

from legation.ground.errors import Conflict, Invalid
from legation.ground.statements import insert
from legation.ground.together import Together
from legation.payments.labels import written
from legation.payments.models import Payment, Share, new_id
from legation.payments.selectors import PaymentView, payment_by_reference, view_of
from legation.payments.shares import ShareOf, check_shares

MOST = 10**15


def _refuse_nonsense(*, reference: str, amount: int, currency: str, purpose: str) -> None:
    if type(amount) is not int or not 0 < amount <= MOST:
        raise Invalid(f"amount {amount!r} is not a number of minor units above zero")
    if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise Invalid(f"currency {currency!r} is not a code of ISO 4217")
    if not 0 < len(reference) <= 120 or not 0 < len(purpose) <= 60:
        raise Invalid(f"reference {reference[:130]!r} or purpose {purpose[:70]!r} is empty or too long")


def request_payment(
    *, reference: str, amount: int, currency: str, purpose: str, at: datetime, place: str = "",
    labels: Mapping[str, str] | None = None, shares: Sequence[ShareOf] = (), writes: Together | None = None,
) -> PaymentView:  # fmt: skip
    """Ask for a payment; see `payments.api.request_payment`."""
    _refuse_nonsense(reference=reference, amount=amount, currency=currency, purpose=purpose)
    check_shares(shares, amount)
    asked = (amount, currency, purpose)
    row = Payment(
        pk=new_id(at),
        reference=reference,
        amount=amount,
        currency=currency,
        purpose=purpose,
        requested_at=at,
        place=place,
        labels=written(labels or {}),
    )
    if writes is not None:
        writes.insert(row)
        return view_of(row)
    if insert(row, once=True):
        _divide(row, shares)
        return view_of(row)
    known = payment_by_reference(reference)
    if known is None or (known.amount, known.currency, known.purpose) != asked:
        raise Conflict(f"{reference} already asks for something else than {asked}")
    return view_of(known)


def _divide(payment: Payment, shares: Sequence[ShareOf]) -> None:
    Share.objects.bulk_create(
        [Share(payment=payment, name=one.name, amount=one.amount, labels=written(one.labels)) for one in shares]
    )
