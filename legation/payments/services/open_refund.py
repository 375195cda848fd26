"""What every refund begins with, whoever asks: money is set aside in the same transaction that writes the refund."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import F

from legation.ground.errors import Conflict
from legation.payments.models import Event, Payment, Refund, Unmatched, new_id
from legation.payments.rules import GIVEN_BACK, SENT_BACK, Money, Verdict
from legation.payments.selectors import parts_left
from legation.payments.services.post_transfer import post_transfer
from legation.payments.shares import Part, spread


@dataclass(frozen=True)
class Source:
    """What is paid back: a settled payment or unmatched money, and the session at the provider that brought it.

    `share`: the name of the share that it is about, if it is about one.
    """

    row: Payment | Unmatched
    provider: str
    session: str
    share: str = ""


def digest_of(*parts: object) -> str:
    """What was asked, in a form that tells whether the same is asked again."""
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()


def replayed(key: str, digest: str) -> Refund | None:
    """The refund that was asked for under this key, if any.

    Raises:
        Conflict: something else was asked for under it.
    """
    known = Refund.objects.filter(key=key).first()
    if known is not None and known.digest != digest:
        raise Conflict(f"key {key} was used for another refund")
    return known


def take(row: Payment | Unmatched, amount: int) -> bool:
    """Set aside so much of what is left; False if so much is not. The database refuses what would be too much."""
    left = type(row)._default_manager.filter(pk=row.pk, taken__lte=F("amount") - amount)
    return bool(left.update(taken=F("taken") + amount))


def open_refund(
    *, source: Source, amount: int, reason: str, by: str, key: str, digest: str, at: datetime
) -> Refund:  # fmt: skip
    """Write a refund whose money was taken already, with its event and transfer. Rows must be held by the caller."""
    row = source.row
    payment = row if isinstance(row, Payment) else None
    refund = Refund(
        pk=new_id(at), payment=payment, unmatched=row if isinstance(row, Unmatched) else None,
        provider=source.provider, session=source.session, amount=amount, currency=row.currency, reason=reason,
        asked_by=by, key=key, digest=digest, requested_at=at,
    )  # fmt: skip
    refund.save(force_insert=True)
    event = Event(
        payment_id=payment.pk if payment else row.payment_id, refund=refund, provider=source.provider,  # type: ignore[union-attr]
        key=f"refund:{refund.pk}", kind="refund_requested", verdict=Verdict.APPLIED, amount=amount,
        currency=row.currency, session=source.session, at=at,
    )  # fmt: skip
    event.save(force_insert=True)
    post_transfer(
        posting=GIVEN_BACK if payment else SENT_BACK, event=event, money=Money(amount, row.currency), at=at,
        payment=payment.pk if payment else None, purpose=payment.purpose if payment else "",
        parts=whose(payment, amount, share=source.share) if payment else (),
    )  # fmt: skip
    return refund


def whose(payment: Payment, amount: int, *, share: str = "") -> list[Part]:
    """Whose income so much of a settled payment is, of the named share first; its row must be held."""
    left = parts_left(payment.pk)
    return spread(amount, list(left.values()), first=left.get(share))
