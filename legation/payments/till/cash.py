"""Cash as a provider like any other: its session is the desk, its file of a day are the slips that were written."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from legation.ground.errors import NotAllowed
from legation.payments.models import Attempt, Refund
from legation.payments.providers.base import (
    Line,
    Order,
    Refunding,
    RefundOrder,
    Said,
    Session,
    SettlementRow,
)
from legation.payments.rules import Kind, Money, RefundKind
from legation.payments.till.models import Slip
from legation.payments.till.rules import BACK, CASH, TAKEN

LASTS = timedelta(minutes=2)
"""How long somebody stands at the desk before their attempt is nobody's: the money is counted before it is begun."""


class Cash:
    """Money at the desk. What it knows are slips, which are written in the transaction that settles the payment."""

    name = CASH

    def create_session(self, order: Order) -> Session:
        return Session(order.attempt, order.return_url, order.money)

    def query(self, *, attempt: str, session: str) -> Session | None:
        return self._session(attempt, over=LASTS)

    def close_session(self, *, attempt: str, session: str) -> Session | None:
        return self._session(attempt, over=timedelta(0))

    def _session(self, attempt: str, *, over: timedelta) -> Session | None:
        row = Attempt.objects.select_related("payment").filter(pk=attempt, provider=CASH).first()
        if row is None:
            return None
        money = Money(row.payment.amount, row.payment.currency)
        slip = Slip.objects.filter(attempt=row.pk).select_related("payment").first()
        if slip is not None:
            return Session(attempt, row.return_url, Money(slip.owed, slip.owed_currency), Kind.CAPTURED, at=slip.at)
        ended = Kind.EXPIRED if timezone.now() >= row.started_at + over else None
        return Session(attempt, row.return_url, money, ended)

    def create_refund(self, order: RefundOrder) -> Refunding:
        return self.find_refund(order) or Refunding(order.refund, order.money, RefundKind.PENDING, "at_the_desk")

    def find_refund(self, order: RefundOrder) -> Refunding | None:
        slip = Slip.objects.filter(refund=order.refund).first()
        if slip is not None:
            return Refunding(order.refund, order.money, RefundKind.REFUNDED, at=slip.at)
        return None

    def settlement(self, day: date) -> Iterator[SettlementRow]:
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        rows = Slip.objects.filter(at__gte=start, at__lt=start + timedelta(days=1), kind__in=[TAKEN, BACK])
        for slip in rows.select_related("payment").order_by("pk"):
            name = str(slip.attempt_id or slip.refund_id)
            line = Line.PAYMENT if slip.kind == TAKEN else Line.REFUND
            yield SettlementRow(line, name, name, Money(slip.owed, slip.owed_currency), slip.at)

    def parse_webhook(self, *, body: bytes, headers: Mapping[str, str], at: datetime) -> Said | None:
        raise NotAllowed("nobody sends messages about cash")

    def origins(self) -> list[str]:
        return []


def waiting(place: str) -> list[Refund]:
    """Refunds of a post that somebody may fetch in cash, oldest first; at most a hundred."""
    rows = Refund.objects.filter(provider=CASH, state__in=["requested", "pending"], payment__place=place)
    return list(rows.select_related("payment").order_by("requested_at")[:100])
