from datetime import datetime

from django.db import transaction

from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, NotFound
from legation.ground.outbox import api as outbox
from legation.ground.people.api import Actor
from legation.payments.models import Event, Payment, Unmatched
from legation.payments.rules import Attempt, Edge, Kind, Money, State, Verdict, edge
from legation.payments.selectors import (
    PaymentView,
    locked_payment,
    locked_unmatched,
    parts_left,
    payment_by_reference,
    view_of,
)
from legation.payments.services.open_refund import digest_of, take
from legation.payments.services.permit import check_may
from legation.payments.services.post_transfer import post_transfer


def _known(key: str, digest: str, row: Unmatched) -> Event | None:
    known = Event.objects.filter(provider=row.provider, key=f"move:{key}").first()
    if known is not None and known.code != digest:
        raise Conflict(f"key {key} was used for another move")
    return known


def _settle(step: Edge, payment: Payment, event: Event, at: datetime) -> None:
    event.save(force_insert=True)
    Payment.objects.filter(pk=payment.pk).update(state=step.target, settled_at=at, provider=event.provider)
    post_transfer(
        posting=step.posting, event=event, money=Money(payment.amount, payment.currency), at=at,  # type: ignore[arg-type]
        payment=payment.pk, purpose=payment.purpose, parts=list(parts_left(payment.pk).values()),
    )  # fmt: skip
    body = {"payment": str(payment.pk), "reference": payment.reference}
    outbox.enqueue(step.effect, key=str(payment.pk), body=body, at=at)


@transaction.atomic
def move_unmatched(*, unmatched: int, reference: str, key: str, by: Actor, at: datetime) -> PaymentView:
    """Pay another payment with unmatched money; see `payments.api.move_unmatched`."""
    found = payment_by_reference(reference)
    if found is None:
        raise NotFound(f"no payment under {reference}")
    payment, row = locked_payment(found.pk), locked_unmatched(unmatched)
    check_may(by, row.payment.place if row.payment else "")
    check_may(by, payment.place)
    digest = digest_of(row.pk, payment.pk)[:60]
    if _known(key, digest, row):
        return view_of(payment)
    step = edge(State(payment.state), Attempt.NONE, Kind.ASSIGNED)
    if step is None:
        raise Conflict(f"payment {payment.pk} is {payment.state} and needs no money")
    if payment.currency != row.currency or not take(row, payment.amount):
        raise Conflict(f"unmatched money {row.pk} has not enough left for payment {payment.pk}")
    event = Event(
        payment=payment, provider=row.provider, key=f"move:{key}", kind=step.event, verdict=Verdict.APPLIED,
        amount=payment.amount, currency=payment.currency, code=digest, session=row.session, at=at,
    )  # fmt: skip
    _settle(step, payment, event, at)
    record_access(actor=by.name, verb="moved_money", at=at, subject=str(payment.pk), body={"unmatched": row.pk})
    return view_of(Payment.objects.get(pk=payment.pk))
