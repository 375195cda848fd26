import logging
from datetime import datetime

from django.db import transaction

from legation.ground.outbox import api as outbox
from legation.payments.models import Attempt, Event, Payment, insert_once
from legation.payments.providers.base import Notice
from legation.payments.rules import Edge, Kind, State, Verdict, judge
from legation.payments.selectors import Held, locked_attempt
from legation.payments.services.post_transfer import post_transfer

log = logging.getLogger("legation.payments")


def _judge(held: Held, notice: Notice) -> tuple[Verdict, Edge | None]:
    if held.session and held.session != notice.session:
        return Verdict.UNEXPECTED, None
    return judge(state=held.state, attempt=held.attempt_state, event=notice.kind, owed=held.owed, moved=notice.money)


def _event(provider: str, notice: Notice, held: Held | None, verdict: Verdict, at: datetime) -> Event:
    return Event(
        payment_id=held.payment if held else None,
        attempt_id=held.attempt if held else None,
        provider=provider,
        key=notice.key,
        kind=notice.kind,
        verdict=verdict,
        amount=notice.money.amount,
        currency=notice.money.currency,
        code=notice.code,
        at=at,
    )


def _tell(edge: Edge, held: Held, event: Event, at: datetime) -> None:
    names = {"payment": str(held.payment), "attempt": str(held.attempt)}
    body = {"payment": names["payment"], "reference": held.reference}
    if edge.keyed_by == "attempt":
        body |= {"attempt": names["attempt"], "code": event.code}
    outbox.enqueue(edge.effect, key=names[edge.keyed_by], body=body, at=at)


def _walk(edge: Edge, held: Held, event: Event, session: str, at: datetime) -> None:
    Attempt.objects.filter(pk=held.attempt).update(state=edge.attempt_target, session=session, ended_at=at)
    changes: dict[str, object] = {"state": edge.target}
    if edge.target == State.SETTLED:
        changes["settled_at"] = at
    if edge.event == Kind.REFUSED:
        changes["last_refusal"] = event.code or "refused"
    Payment.objects.filter(pk=held.payment).update(**changes)
    if edge.posting:
        post_transfer(posting=edge.posting, held=held, event=event, at=at)
    if edge.effect:
        _tell(edge, held, event, at)


@transaction.atomic
def apply_notice(*, provider: str, notice: Notice, at: datetime) -> Verdict:
    """Keep what a provider said and do what follows from it, whole or not at all, once.

    Whatever arrives twice, late, for another amount or for nothing we know is kept with that verdict and changes
    nothing. An answer to our own question that says nothing new is not kept.
    """
    held = locked_attempt(attempt=notice.attempt, provider=provider)
    verdict, edge = _judge(held, notice) if held else (Verdict.UNKNOWN, None)
    if notice.key is None and verdict == Verdict.REPEATED:
        return verdict
    event = _event(provider, notice, held, verdict, at)
    if not insert_once(event):
        return Verdict.REPEATED
    if held and edge:
        _walk(edge, held, event, notice.session, at)
    elif verdict != Verdict.REPEATED:
        log.error("%s says %s of attempt %s: %s", provider, notice.kind, notice.attempt, verdict)
    return verdict
