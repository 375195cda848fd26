"""Reads that several verbs share: a payment as others may see it, the open attempt, the rows a change must hold."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from legation.ground.errors import NotFound
from legation.ground.statements import Select, adapted, execute
from legation.payments.disputes import Dispute as DisputeState
from legation.payments.models import Attempt, Dispute, Payment, Refund, Share, Unmatched
from legation.payments.rules import Attempt as AttemptState
from legation.payments.rules import Money, State
from legation.payments.shares import Part

MOST_LOST = 500


@dataclass(frozen=True)
class PaymentView:
    """A payment as the rooms above see it.

    Args:
        payment: our name for it; goes into `start` and `refresh` and comes in effects.
        amount: minor units of `currency`.
        state: requested, pending, refused, settled or expired.
        provider: who was tried last, empty before the first try.
        last_refusal: why the last attempt was refused, as in 'insufficient_funds'; None if none was.
        taken: how much of it was promised back.
    """

    payment: str
    reference: str
    amount: int
    currency: str
    state: str
    provider: str
    last_refusal: str | None
    settled_at: datetime | None
    taken: int = 0

    @property
    def refunds(self) -> "list[RefundView]":
        """What is paid back of it, oldest first; the database is not asked while nothing is."""
        return refunds_of(self) if self.taken else []

    @property
    def disputes(self) -> "list[DisputeView]":
        """What payers' banks took back of it, oldest first; the database is not asked while nothing is set aside."""
        return disputes_of(self) if self.taken else []


@dataclass(frozen=True)
class DisputeView:
    """A dispute as the rooms above see it; `state`: open, won or lost."""

    dispute: str
    amount: int
    currency: str
    state: str
    opened_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class RefundView:
    """A refund as the rooms above see it.

    Args:
        refund: our name for it.
        state: requested, pending, refunded or failed.
        reason: why it was asked for, in the word given then.
        code: why it waits or failed, as the provider says.
    """

    refund: str
    reference: str
    amount: int
    currency: str
    state: str
    reason: str
    code: str
    requested_at: datetime
    ended_at: datetime | None


def view_of(row: Payment) -> PaymentView:
    """The row as others may see it."""
    return PaymentView(
        payment=str(row.pk),
        reference=row.reference,
        amount=row.amount,
        currency=row.currency,
        state=str(row.state),
        provider=row.provider,
        last_refusal=row.last_refusal or None,
        settled_at=row.settled_at,
        taken=row.taken,
    )


def refund_view(row: Refund) -> RefundView:
    """The row as others may see it."""
    payment = row.payment or (row.unmatched.payment if row.unmatched else None)
    return RefundView(
        refund=str(row.pk), reference=payment.reference if payment else "", amount=row.amount, currency=row.currency,
        state=str(row.state), reason=row.reason, code=row.code, requested_at=row.requested_at, ended_at=row.ended_at,
    )  # fmt: skip


def refunds_of(payment: PaymentView) -> list[RefundView]:
    """The refunds of a payment, and of money that came for it a second time, oldest first."""
    key = key_of(payment.payment)
    rows = Refund.objects.filter(Q(payment=key) | Q(unmatched__payment=key)).order_by("requested_at")
    return [refund_view(row) for row in rows.select_related("payment", "unmatched__payment")]


def disputes_of(payment: PaymentView) -> list[DisputeView]:
    """The disputes of a payment, oldest first."""
    rows = Dispute.objects.filter(payment=key_of(payment.payment)).order_by("opened_at")
    return [DisputeView(str(r.pk), r.amount, r.currency, str(r.state), r.opened_at, r.ended_at) for r in rows]


_LOST = """SELECT payment.reference FROM payments_dispute AS dispute
    JOIN payments_payment AS payment ON payment.id = dispute.payment_id
    WHERE dispute.state = %s AND dispute.seen_at IS NULL ORDER BY dispute.ended_at DESC LIMIT %s"""


def lost_references() -> list[str]:
    """References of payments that were lost by a dispute which no accountant has marked as done; newest first."""
    return [reference for (reference,) in execute(_LOST, [DisputeState.LOST, MOST_LOST]).fetchall()]


def shares_of(payment: PaymentView) -> dict[str, int]:
    """What a payment asks for by share, name -> amount; empty where it is one amount."""
    rows = Share.objects.filter(payment=key_of(payment.payment), dropped_at=None)
    return dict(rows.order_by("pk").values_list("name", "amount"))


def parts_left(payment: uuid.UUID) -> dict[str, Part]:
    """What each share of a payment brings, less what went back of it, by name; whoever writes holds the payment."""
    back = Coalesce(Sum("transfers__amount", filter=Q(transfers__debit__kind="income")), 0)
    rows = Share.objects.filter(payment=payment, dropped_at=None).annotate(left=F("amount") - back).order_by("pk")
    return {row.name: Part(row.pk, row.left) for row in rows}


def key_of(name: str) -> uuid.UUID:
    """The key in a payment's or attempt's name.

    Raises:
        NotFound: no name we ever gave.
    """
    try:
        return uuid.UUID(name)
    except ValueError:
        raise NotFound(f"no payment {name[:60]!r}") from None


_PAYMENT = Select(Payment, "id = %s")
_HELD_PAYMENT = Select(Payment, "id = %s", lock="FOR NO KEY UPDATE")
_ASKED = Select(Payment, "reference = %s")
_ASKED_TOGETHER = Select(Payment, "reference IN %l")
_OPEN = Select(Attempt, "payment_id = %s AND state = %s")


def payment_by_name(name: str, *, locked: bool = False) -> Payment:
    """The payment of that name, its row held until the transaction ends if `locked`.

    Raises:
        NotFound: there is none.
    """
    row = (_HELD_PAYMENT if locked else _PAYMENT).first(key_of(name))
    if row is None:
        raise NotFound(f"no payment {name}")
    return row


def payment_by_reference(reference: str) -> Payment | None:
    """The payment asked for under that reference, if any."""
    return _ASKED.first(reference)


def payments_by_references(references: Sequence[str]) -> dict[str, PaymentView]:
    """reference -> the payment asked for under it, in one query."""
    return {row.reference: view_of(row) for row in _ASKED_TOGETHER.all(list(set(references)))}


def open_attempt(payment: Payment) -> Attempt | None:
    """The attempt that can still be paid, if any; a payment has at most one, and only while it is pending."""
    if payment.state != State.PENDING:
        return None
    return _OPEN.first(payment.pk, AttemptState.OPEN.value)


@dataclass(frozen=True)
class Held:
    """An attempt and its payment, whose rows nobody else can change until the transaction ends."""

    attempt: uuid.UUID
    attempt_state: AttemptState
    session: str
    payment: uuid.UUID
    reference: str
    owed: Money
    purpose: str
    state: State
    is_shared: bool


# written out, since this runs for every message and the ORM takes longer to phrase it than the database to answer
_HELD = """
SELECT attempt.state, attempt.session, payment.id, payment.reference, payment.amount, payment.currency,
       payment.purpose, payment.state, EXISTS (SELECT 1 FROM payments_share WHERE payment_id = payment.id)
FROM payments_attempt attempt JOIN payments_payment payment ON payment.id = attempt.payment_id
WHERE attempt.id = %s AND attempt.provider = %s
"""


def locked_attempt(*, attempt: str, provider: str) -> Held | None:
    """The attempt with its payment, both rows held until the transaction ends. None: the provider has no such attempt.

    Whoever needs both takes the attempt first: with one order nobody waits in a circle.
    """
    try:
        key = uuid.UUID(attempt)
    except ValueError:
        return None
    lock = "FOR NO KEY UPDATE" if connection.vendor == "postgresql" else ""
    row = execute(_HELD + lock, [adapted(key), provider]).fetchone()
    if row is None:
        return None
    attempt_state, session, payment, reference, amount, currency, purpose, state, is_shared = row
    return Held(
        attempt=key,
        attempt_state=AttemptState(attempt_state),
        session=session,
        payment=payment if isinstance(payment, uuid.UUID) else uuid.UUID(payment),
        reference=reference,
        owed=Money(amount, currency),
        purpose=purpose,
        state=State(state),
        is_shared=bool(is_shared),
    )


def locked_payment(key: uuid.UUID) -> Payment:
    """A payment we know of, its row held until the transaction ends."""
    return Payment.objects.select_for_update(no_key=True).get(pk=key)


def locked_unmatched(key: int) -> Unmatched:
    """Unmatched money, its row held until the transaction ends.

    Raises:
        NotFound: there is none of that number.
    """
    row = Unmatched.objects.select_for_update(no_key=True, of=("self",)).filter(pk=key).first()
    if row is None:
        raise NotFound(f"no unmatched money {key}")
    return row


def locked_refund(*, refund: str, provider: str) -> Refund | None:
    """A refund of that provider, its row held until the transaction ends. None: it has no such refund of ours."""
    try:
        key = uuid.UUID(refund)
    except ValueError:
        return None
    return Refund.objects.select_for_update(no_key=True, of=("self",)).filter(pk=key, provider=provider).first()
