"""A card terminal as a provider. What it is asked is written down first; after a lost answer it is asked how that
stands before anything else, and a message is only ever repeated under its own ServiceID: nobody is charged twice.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from legation.ground.errors import NotAllowed, NotFound, Unavailable
from legation.ground.languages.api import to_minor
from legation.ground.profile import profile
from legation.payments.models import Attempt
from legation.payments.providers.base import (
    Line,
    Order,
    Refunding,
    RefundOrder,
    Said,
    Session,
    SettlementRow,
    Step,
)
from legation.payments.rules import Kind, Money, RefundKind
from legation.payments.till import nexo
from legation.payments.till.models import TerminalCall
from legation.payments.till.rules import TERMINAL

NEVER = "Never"
QUIET = timedelta(seconds=15)
"""For how long a message may be on its way to a terminal; our own time-out is shorter."""
_REFUSED = {"Refusal": "declined", "WrongPIN": "authentication_failed", "InvalidCard": "declined",
            "PaymentRestriction": "declined"}  # fmt: skip
_OPEN = ("InProgress", "Busy")
_READERS = {
    "Busy": _("The card terminal is busy with something else. Nothing was charged: send it again in a moment."),
    "DeviceOut": _("The card terminal has no paper. Nothing was charged: put paper in and send it again."),
}


def terminal_of(place: str) -> str:
    """The name of a post's terminal.

    Raises:
        NotFound: it has none.
    """
    found = profile().till.terminals.get(place)
    if not found:
        raise NotFound(f"no terminal in {place}")
    return found[0]


def takes_cards(place: str) -> bool:
    """Whether a card can be taken at a post: it has a terminal, and the instance says where terminals are."""
    return bool(settings.LEGATION_TERMINAL and profile().till.terminals.get(place))


def _call(name: str, category: str, poi: str, money: Money, original: str = "") -> TerminalCall:
    """What the terminal is asked, written down before it is asked; the same for every repetition.

    Raises:
        Unavailable: somebody has meanwhile seen to it that this is not asked any more.
    """
    fields = {
        "category": category, "poi": poi, "service": nexo.service_of(name), "amount": money.amount,
        "currency": money.currency, "original": original, "at": timezone.now(),
    }  # fmt: skip
    row, new = TerminalCall.objects.get_or_create(name=name, defaults=fields)
    if row.category != category:
        raise Unavailable(f"{name} is not asked any more")
    if not new:
        TerminalCall.objects.filter(pk=row.pk).update(at=timezone.now())
    return row


def _never(attempt: str) -> bool:
    """See to it that a payment that was not sent yet never is; False if it was. The unique name lets one win."""
    fields = {
        "category": NEVER, "poi": "", "service": nexo.service_of(attempt), "amount": 0, "currency": "",
        "at": timezone.now(),
    }  # fmt: skip
    row, _new = TerminalCall.objects.get_or_create(name=attempt, defaults=fields)
    return row.category == NEVER


def _learn(call: TerminalCall, answer: nexo.Answer) -> None:
    if answer.transaction and not answer.error and call.category == "Payment":
        TerminalCall.objects.filter(pk=call.pk, original="").update(original=answer.transaction)


class Terminal:
    """The terminals of all posts at LEGATION_TERMINAL, each by its POIID."""

    name = TERMINAL

    def create_session(self, order: Order) -> Session:
        """Send the payment; an answer that does not come leaves it open, and `query` says how it stands."""
        attempt = Attempt.objects.select_related("payment").get(pk=order.attempt)
        call = _call(order.attempt, "Payment", terminal_of(attempt.payment.place), order.money)
        try:
            answer = nexo.pay(poi=call.poi, service=call.service, reference=order.attempt, money=order.money)
        except Unavailable:
            answer = nexo.Answer("InProgress")
        if answer.error in _READERS:
            raise Unavailable(f"terminal {call.poi}: {answer.error}", reader=_READERS[answer.error])
        return self._session(call, answer, order.return_url)

    def _session(self, call: TerminalCall, answer: nexo.Answer, page: str = "") -> Session:
        _learn(call, answer)
        name, owed = f"{call.poi}/{call.service}", Money(call.amount, call.currency)
        if not answer.error:
            return Session(name, page, answer.money or owed, Kind.CAPTURED, at=answer.at)
        if answer.error in _OPEN:
            return Session(name, page, owed, step=Step.PROCESSING)
        kind = Kind.REFUSED if answer.error in _REFUSED else Kind.EXPIRED
        return Session(name, page, owed, kind, _REFUSED.get(answer.error, answer.error.lower()), at=answer.at)

    def query(self, *, attempt: str, session: str) -> Session | None:
        call = TerminalCall.objects.filter(name=attempt, category="Payment").first()
        if call is None:
            return None
        answer = nexo.status(category="Payment", poi=call.poi, service=call.service, currency=call.currency)
        if answer.error == "NotFound":
            return None
        return self._session(call, answer, Attempt.objects.values_list("return_url", flat=True).get(pk=attempt))

    def close_session(self, *, attempt: str, session: str) -> Session | None:
        """Stop it. One that the terminal does not know ends when no message to it can be under way any more."""
        row = Attempt.objects.select_related("payment").get(pk=attempt)
        owed = Money(row.payment.amount, row.payment.currency)
        if _never(attempt):
            return Session(row.session or attempt, row.return_url, owed, Kind.EXPIRED)
        call = TerminalCall.objects.get(name=attempt)
        known = self.query(attempt=attempt, session=session)
        if known is not None and known.ended is not None:
            return known
        nexo.abort(poi=call.poi, service=call.service)
        known = self.query(attempt=attempt, session=session)
        if known is None and timezone.now() >= call.at + QUIET:
            return Session(f"{call.poi}/{call.service}", row.return_url, owed, Kind.EXPIRED)
        return known

    def create_refund(self, order: RefundOrder) -> Refunding:
        poi, _slash, service = order.session.rpartition("/")
        paid = TerminalCall.objects.filter(poi=poi, service=service, category="Payment").first()
        if paid is None or not paid.original:
            return Refunding("", order.money, RefundKind.FAILED, "unknown_transaction")
        call = _call(order.refund, "Reversal", poi, order.money, paid.original)
        answer = nexo.reverse(
            poi=poi, service=call.service, reference=order.refund, original=paid.original, money=order.money
        )
        return self._refunding(order, answer)

    def _refunding(self, order: RefundOrder, answer: nexo.Answer) -> Refunding:
        if not answer.error:
            return Refunding(answer.transaction, answer.money or order.money, RefundKind.REFUNDED, at=answer.at)
        if answer.error == "InProgress":
            return Refunding(order.refund, order.money, RefundKind.PENDING, "in_progress")
        if answer.error in _READERS:
            return Refunding("", order.money, None, answer.error.lower())
        return Refunding(answer.transaction, order.money, RefundKind.FAILED, answer.error.lower())

    def find_refund(self, order: RefundOrder) -> Refunding | None:
        call = TerminalCall.objects.filter(name=order.refund, category="Reversal").first()
        if call is None:
            return None
        answer = nexo.status(category="Reversal", poi=call.poi, service=call.service, currency=call.currency)
        return None if answer.error == "NotFound" else self._refunding(order, answer)

    def settlement(self, day: date) -> Iterator[SettlementRow]:
        try:
            found = nexo.day(day.isoformat())
            if found["day"] != day.isoformat():
                raise ValueError("another day")
            yield from [_row(each) for each in found["rows"]]
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise Unavailable(f"the acquirer's list cannot be read: {error!r}") from error

    def parse_webhook(self, *, body: bytes, headers: Mapping[str, str], at: datetime) -> Said | None:
        raise NotAllowed("a terminal sends no messages by itself")

    def origins(self) -> list[str]:
        return []


def _row(said: dict[str, str]) -> SettlementRow:
    currency = str(said["currency"])
    money = Money(to_minor(Decimal(said["amount"]), currency), currency)
    at = datetime.fromisoformat(said["at"])
    return SettlementRow(Line(said["line"]), str(said["reference"])[:80], str(said["name"])[:80], money, at)
