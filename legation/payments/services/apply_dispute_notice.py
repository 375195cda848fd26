import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F

from legation.ground.outbox import api as outbox
from legation.ground.statements import insert
from legation.payments.disputes import LOST, DisputeEdge, DisputeKind, Held, judge
from legation.payments.disputes import Dispute as State
from legation.payments.models import Dispute, Event, Payment, Unmatched, new_id
from legation.payments.providers.base import DisputeNotice
from legation.payments.rules import ASSIGNMENT, SETTLEMENT, Money, Verdict
from legation.payments.selectors import locked_attempt
from legation.payments.services.open_refund import take, whose
from legation.payments.services.post_transfer import post_transfer

log = logging.getLogger("legation.payments")
Source = Payment | Unmatched


def _sources(provider: str, session: str) -> list[Source]:
    """What a session brought and still lies here, each row held: the payment it settles, then what is unmatched."""
    if not session:
        return []
    paid = Payment.objects.filter(
        transfers__kind__in=[SETTLEMENT.kind, ASSIGNMENT.kind],
        transfers__event__provider=provider,
        transfers__event__session=session,
    )
    over = Unmatched.objects.filter(provider=provider, session=session)
    return [each for rows in (paid, over) for each in rows.order_by("pk").select_for_update(no_key=True, of=("self",))]


def _hold(row: Dispute) -> None:
    """Set aside what is disputed, if somewhere there is as much left of what its session brought."""
    for source in _sources(row.provider, row.session):
        if source.currency == row.currency and take(source, row.amount):
            row.held, row.unmatched = True, source if isinstance(source, Unmatched) else None
            row.payment = source if isinstance(source, Payment) else row.payment or source.payment
            row.save(update_fields=["held", "unmatched", "payment"])
            return


def _let_go(row: Dispute) -> None:
    """What was set aside is free again."""
    if row.held:
        source: Source = row.unmatched or row.payment  # type: ignore[assignment]
        type(source)._default_manager.filter(pk=source.pk).update(taken=F("taken") - row.amount)


def _where(row: Dispute) -> Held:
    return (Held.UNMATCHED if row.unmatched_id else Held.INCOME) if row.held else Held.NOWHERE


def _locked(provider: str, notice: DisputeNotice, at: datetime) -> tuple[Dispute, bool]:
    """The dispute, its row held until the transaction ends, and whether we hear of it for the first time."""
    # first the attempt: with one order nobody waits in a circle
    attempt = locked_attempt(attempt=notice.attempt, provider=provider) if notice.attempt else None
    row = Dispute(
        pk=new_id(at), payment_id=attempt.payment if attempt else None, provider=provider, name=notice.name,
        session=notice.session or (attempt.session if attempt else ""), amount=notice.money.amount,
        currency=notice.money.currency, state=State.NONE, opened_at=notice.at or at,
    )  # fmt: skip
    new = insert(row, once=True)
    return Dispute.objects.select_for_update(no_key=True, of=("self",)).get(provider=provider, name=notice.name), new


def _keep(row: Dispute, notice: DisputeNotice, verdict: Verdict, at: datetime) -> Event | None:
    event = Event(
        payment_id=row.payment_id, dispute_id=row.pk, provider=row.provider, key=notice.key, kind=notice.kind,
        verdict=verdict, amount=notice.money.amount, currency=notice.money.currency, code=notice.code,
        session=row.session, happened_at=notice.at, at=at,
    )  # fmt: skip
    return event if insert(event, once=True) else None


def _walk(edge: DisputeEdge, row: Dispute, event: Event, notice: DisputeNotice, at: datetime) -> None:
    over = edge.target in (State.WON, State.LOST)
    Dispute.objects.filter(pk=row.pk).update(
        state=edge.target, code=notice.code or row.code, answer_by=notice.answer_by or row.answer_by,
        ended_at=at if over else None,
    )  # fmt: skip
    if edge.target == State.WON:
        _let_go(row)
    payment = row.payment
    same = payment if payment and payment.currency == row.currency else None
    post_transfer(
        posting=edge.posting, event=event, money=Money(row.amount, row.currency), at=at,
        payment=same.pk if same else None, purpose=same.purpose if same else "",
        parts=whose(same, row.amount) if same and edge.posting == LOST[Held.INCOME] else (),
    )  # fmt: skip
    body = {
        "dispute": str(row.pk), "payment": str(payment.pk) if payment else "",
        "reference": payment.reference if payment else "", "amount": row.amount, "currency": row.currency,
    }  # fmt: skip
    outbox.enqueue(edge.effect, key=str(row.pk), body=body, at=at)


def _apply(row: Dispute, notice: DisputeNotice, at: datetime) -> Verdict:
    """Take one event along its edge; the row must be held."""
    state = State(row.state)
    # what was not there to be set aside may be by now: a refund has come back
    if not row.held and state in (State.NONE, State.OPEN) and notice.kind != DisputeKind.WON:
        _hold(row)
    asked = Money(row.amount, row.currency)
    verdict, edge = judge(state=state, held=_where(row), event=notice.kind, asked=asked, moved=notice.money)
    event = _keep(row, notice, verdict, at)
    if event is None:
        return Verdict.REPEATED
    if edge:
        _walk(edge, row, event, notice, at)
        row.refresh_from_db()
    return verdict


@transaction.atomic
def apply_dispute_notice(*, provider: str, notice: DisputeNotice, at: datetime) -> Verdict:
    """Keep what a provider said about a dispute and do what follows from it, whole or not at all, once.

    Whichever message comes first, the money was taken before it was decided upon: both are posted. A dispute about
    money we know nothing of is kept as well, since it was taken from us all the same.
    """
    row, new = _locked(provider, notice, at)
    if new and notice.kind != DisputeKind.OPENED:
        opened = DisputeNotice(None, DisputeKind.OPENED, notice.name, notice.session, notice.money, notice.attempt)
        _apply(row, opened, at)
    verdict = _apply(row, notice, at)
    if verdict not in (Verdict.APPLIED, Verdict.REPEATED):
        log.error("%s says %s of dispute %s: %s", provider, notice.kind, notice.name, verdict)
    return verdict
