import logging
from datetime import datetime

from django.db import transaction

from legation.ground.outbox import api as outbox
from legation.ground.statements import insert
from legation.ground.together import Together
from legation.payments.models import Attempt, Event, Payment
from legation.payments.providers.base import Notice
from legation.payments.rules import UNMATCHED, Edge, Kind, State, Verdict, Why, judge
from legation.payments.selectors import Held, locked_attempt, parts_left
from legation.payments.services.keep_unmatched import keep_unmatched
from legation.payments.services.post_transfer import post_transfer

log = logging.getLogger("legation.payments")


def _judge(held: Held, notice: Notice) -> tuple[Verdict, Edge | None]:
    if _elsewhere(held, notice):
        return Verdict.UNEXPECTED, None
    return judge(state=held.state, attempt=held.attempt_state, event=notice.kind, owed=held.owed, moved=notice.money)


def _elsewhere(held: Held | None, notice: Notice) -> bool:
    """Whether this is about a session that no attempt of ours has."""
    return held is None or bool(held.session and held.session != notice.session)


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
        session=notice.session,
        happened_at=notice.at,
        at=at,
    )


def _tell(edge: Edge, held: Held, event: Event, writes: Together, at: datetime) -> None:
    names = {"payment": str(held.payment), "attempt": str(held.attempt)}
    body = {"payment": names["payment"], "reference": held.reference}
    if edge.keyed_by == "attempt":
        body |= {"attempt": names["attempt"], "code": event.code}
    writes.insert(outbox.effect(edge.effect, key=names[edge.keyed_by], body=body, at=at), once=True)


def _change(edge: Edge, held: Held, event: Event, writes: Together, at: datetime) -> None:
    attempt = Attempt(pk=held.attempt, state=edge.attempt_target, session=event.session, ended_at=at)
    writes.update(attempt, "state", "session", "ended_at")
    changes: dict[str, object] = {} if edge.target == edge.source else {"state": edge.target}
    if changes and edge.target == State.SETTLED:
        changes["settled_at"] = at
    if changes and edge.event == Kind.REFUSED:
        changes["last_refusal"] = event.code or "refused"
    if changes:
        writes.update(Payment(pk=held.payment, **changes), *changes)


def _walk(edge: Edge, held: Held, event: Event, notice: Notice, at: datetime) -> None:
    writes = Together()
    _change(edge, held, event, writes, at)
    if edge.posting == UNMATCHED:
        why = Why.OTHER_AMOUNT if edge.event == Kind.MISPAID else Why.DOUBLE
        keep_unmatched(event=event, money=notice.money, why=why, at=at)
    elif edge.posting:
        post_transfer(
            posting=edge.posting, event=event, money=notice.money, at=at, payment=held.payment, purpose=held.purpose,
            parts=list(parts_left(held.payment).values()) if held.is_shared else (),
        )  # fmt: skip
    if edge.effect:
        _tell(edge, held, event, writes, at)
    writes.write()


@transaction.atomic
def apply_notice(*, provider: str, notice: Notice, at: datetime) -> Verdict:
    """Keep what a provider said and do what follows from it, whole or not at all, once.

    Whatever arrives twice, late, for another amount or for nothing we know is kept with that verdict; money in it is
    kept as unmatched. An answer to our own question that says nothing new is not kept.
    """
    held = locked_attempt(attempt=notice.attempt, provider=provider)
    verdict, edge = _judge(held, notice) if held else (Verdict.UNKNOWN, None)
    if notice.key is None and verdict == Verdict.REPEATED:
        return verdict
    event = _event(provider, notice, held, verdict, at)
    if not insert(event, once=True):
        return Verdict.REPEATED
    if held and edge:
        _walk(edge, held, event, notice, at)
    elif notice.kind == Kind.CAPTURED and _elsewhere(held, notice):
        keep_unmatched(event=event, money=notice.money, why=Why.UNKNOWN, at=at)
    if verdict not in (Verdict.APPLIED, Verdict.REPEATED):
        log.error("%s says %s of attempt %s: %s", provider, notice.kind, notice.attempt, verdict)
    return verdict
