import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from legation.ground.errors import LegationError
from legation.payments.models import Attempt, Payment, Refund
from legation.payments.providers.base import Notice, Session
from legation.payments.providers.registry import provider_named
from legation.payments.rules import ATTEMPT_LASTS, PAYMENT_LASTS, Kind, Money, State
from legation.payments.rules import Attempt as AttemptState
from legation.payments.services.apply_notice import apply_notice
from legation.payments.services.ask_provider import take_answer
from legation.payments.services.close_payment import close_payment
from legation.payments.services.send_refund import UNFINISHED, ask_about_refund, take_refund_answer

PATIENCE = timedelta(minutes=10)
GIVE_UP_AFTER = 3
log = logging.getLogger("legation.payments")


@dataclass(frozen=True)
class Chased:
    """How many of each were looked at, and how many of them nobody answered for."""

    attempts: int
    refunds: int
    payments: int
    unanswered: int


def _look_at_attempt(attempt: Attempt, at: datetime) -> None:
    """Ask how an open attempt stands; close it when its time is over, or when nothing waits for its money any more."""
    provider, name = provider_named(attempt.provider), str(attempt.pk)
    over = at >= attempt.started_at + ATTEMPT_LASTS or attempt.payment.state != State.PENDING
    ask = provider.close_session if over else provider.query
    session: Session | None = ask(attempt=name, session=attempt.session)
    take_answer(attempt=attempt, session=session, at=at)
    if session is None and over:
        money = Money(attempt.payment.amount, attempt.payment.currency)
        notice = Notice(None, Kind.EXPIRED, name, attempt.session, money)
        apply_notice(provider=attempt.provider, notice=notice, at=at)


def _look_at_refund(refund: Refund, at: datetime) -> None:
    said = ask_about_refund(refund=str(refund.pk))
    if said is not None:
        take_refund_answer(refund=str(refund.pk), said=said, at=at)


def _each(look: Callable[[Any, datetime], None], rows: Iterable[Any], at: datetime) -> int:
    """How many nobody answered for. A provider that leaves three unanswered is left alone until the next time."""
    unanswered: dict[str, int] = {}
    for row in rows:
        if unanswered.get(row.provider, 0) < GIVE_UP_AFTER:
            try:
                look(row, at)
            except LegationError as error:
                log.warning("%s does not answer for %s: %s", row.provider, row.pk, error)
                unanswered[row.provider] = unanswered.get(row.provider, 0) + 1
    return sum(unanswered.values())


def chase(*, at: datetime, most: int = 500) -> Chased:
    """Run after whatever should have ended by now; see `payments.api.chase`."""
    open_ = Attempt.objects.filter(state=AttemptState.OPEN, started_at__lte=at - PATIENCE)
    attempts = list(open_.select_related("payment").order_by("started_at")[:most])
    waiting = Refund.objects.filter(state__in=UNFINISHED, requested_at__lte=at - PATIENCE)
    refunds = list(waiting.order_by("requested_at")[:most])
    unanswered = _each(_look_at_attempt, attempts, at) + _each(_look_at_refund, refunds, at)
    stale = Payment.objects.filter(state__in=[State.REQUESTED, State.REFUSED], requested_at__lt=at - PAYMENT_LASTS)
    references = list(stale.order_by("requested_at").values_list("reference", flat=True)[:most])
    for reference in references:
        close_payment(reference=reference, at=at)
    return Chased(len(attempts), len(refunds), len(references), unanswered)
