import logging
from datetime import datetime

from django.db import transaction

from legation.ground.outbox import api as outbox
from legation.ground.statements import insert
from legation.payments.models import Event, Refund
from legation.payments.providers.base import RefundNotice
from legation.payments.rules import Money, RefundEdge, Verdict, Why, judge_refund
from legation.payments.rules import Refund as State
from legation.payments.selectors import locked_refund
from legation.payments.services.adopt_refund import adopt_refund
from legation.payments.services.keep_unmatched import keep_unmatched
from legation.payments.services.post_transfer import post_transfer

log = logging.getLogger("legation.payments")


def _event(provider: str, notice: RefundNotice, row: Refund | None, verdict: Verdict, at: datetime) -> Event:
    return Event(
        payment_id=_payment(row), refund_id=row.pk if row else None, provider=provider, key=notice.key,
        kind=notice.kind, verdict=verdict, amount=notice.money.amount, currency=notice.money.currency,
        code=notice.code, session=row.session if row else notice.name, happened_at=notice.at, at=at,
    )  # fmt: skip


def _payment(row: Refund | None) -> object:
    if row is None:
        return None
    return row.payment_id or (row.unmatched.payment_id if row.unmatched else None)


def _tell(edge: RefundEdge, row: Refund, at: datetime) -> None:
    payment = row.payment or (row.unmatched.payment if row.unmatched else None)
    body = {
        "refund": str(row.pk), "payment": str(payment.pk) if payment else "",
        "reference": payment.reference if payment else "", "amount": row.amount, "currency": row.currency,
        "reason": row.reason,
    }  # fmt: skip
    outbox.enqueue(edge.effect, key=str(row.pk), body=body, at=at)


def _walk(edge: RefundEdge, row: Refund, event: Event, notice: RefundNotice, at: datetime) -> None:
    over = edge.target in (State.REFUNDED, State.FAILED)
    Refund.objects.filter(pk=row.pk).update(
        state=edge.target, name=notice.name or row.name, code=notice.code, ended_at=at if over else None
    )
    money = Money(row.amount, row.currency)
    if edge.posting and edge.posting.credit == "unmatched":
        keep_unmatched(event=event, money=money, why=Why.REFUND_FAILED, at=at, posting=edge.posting, refund=row.pk)
    elif edge.posting:
        post_transfer(posting=edge.posting, event=event, money=money, at=at, payment=row.payment_id)
    if edge.effect:
        _tell(edge, row, at)


@transaction.atomic
def apply_refund_notice(*, provider: str, notice: RefundNotice, at: datetime) -> Verdict:
    """Keep what a provider said about a refund and do what follows from it, whole or not at all, once.

    A refund made at the provider without us is taken into our books if what it pays back is ours and is still there.
    """
    row = locked_refund(refund=notice.refund, provider=provider) if notice.refund else None
    row = row or adopt_refund(provider=provider, notice=notice, at=at)
    if row is None:
        verdict, edge = Verdict.UNKNOWN, None
    else:
        asked = Money(row.amount, row.currency)
        verdict, edge = judge_refund(state=State(row.state), event=notice.kind, asked=asked, moved=notice.money)
    if notice.key is None and verdict == Verdict.REPEATED:
        return verdict
    event = _event(provider, notice, row, verdict, at)
    if not insert(event, once=True):
        return Verdict.REPEATED
    if row and edge:
        _walk(edge, row, event, notice, at)
    if verdict not in (Verdict.APPLIED, Verdict.REPEATED):
        log.error("%s says %s of refund %s: %s", provider, notice.kind, notice.refund or notice.name, verdict)
    return verdict
