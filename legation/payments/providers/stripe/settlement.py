"""A day at Stripe: its balance transactions, each with what it is about. https://docs.stripe.com/reports/balance-transaction-types

A dispute is an adjustment whose source is the Dispute. What Stripe took money for or gave money for that our words do
not have (a reserve, a top-up) is given as a refund or a payment under the balance transaction's own name: it is nothing
of ours, so reconciliation shows it.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from legation.payments.providers.base import Line, SettlementRow
from legation.payments.providers.stripe import currency, reading
from legation.payments.providers.stripe.calls import every, speaking
from legation.payments.providers.stripe.reading import Said

if TYPE_CHECKING:
    from stripe import StripeClient

_PAYMENTS = ("charge", "payment")
_REFUNDS = ("refund", "payment_refund")
_REFUNDS_BACK = ("refund_failure", "payment_failure_refund")
_FEES = ("stripe_fee", "stripe_fx_fee", "tax_fee")
_PAYOUTS = ("payout",)
LONGEST_SESSION = timedelta(days=1)


def _row(line: Line, said: Said, name: str, *, reference: str = "", back: bool = False) -> SettlementRow:
    money = currency.read(said["amount"], said["currency"])
    return SettlementRow(line, reference, name, money, reading.moment(said["created"]), back)


def _payment(entry: Said, session: Said) -> SettlementRow:
    """In the currency that was charged, which may be another than the account's."""
    charge = entry["source"]
    name = reading.text(session, "id") if session else reading.text(charge, "id")
    money = currency.read(charge["amount"], charge["currency"])
    reference = str(session.get("client_reference_id") or "")[:80]
    return SettlementRow(Line.PAYMENT, reference, name, money, reading.moment(entry["created"]))


def _refund(entry: Said, *, back: bool) -> SettlementRow:
    said = entry["source"]
    money = currency.read(said["amount"], said["currency"])
    return SettlementRow(
        Line.REFUND,
        reading.named(said, "refund"),
        reading.text(said, "id"),
        money,
        reading.moment(entry["created"]),
        back,
    )


def _is_dispute(entry: Said) -> bool:
    source = entry.get("source")
    return entry["type"] == "adjustment" and isinstance(source, dict) and source.get("object") == "dispute"


def _rows(entry: Said, session_of: Callable[[str], Said]) -> Iterator[SettlementRow]:
    kind, name = entry["type"], reading.text(entry, "id")
    if kind in _PAYMENTS:
        yield _payment(entry, session_of(reading.identity(entry["source"].get("payment_intent"))))
    elif kind in _REFUNDS or kind in _REFUNDS_BACK:
        yield _refund(entry, back=kind in _REFUNDS_BACK)
    elif kind in _PAYOUTS:
        yield _row(Line.PAYOUT, entry, reading.identity(entry["source"]))
    elif _is_dispute(entry):
        # in the currency that was charged, as a payment is
        yield _row(Line.DISPUTE, entry["source"] | {"created": entry["created"]}, reading.text(entry["source"], "id"),
                   back=entry["amount"] > 0)  # fmt: skip
    elif kind.startswith("payout_") and entry["amount"] > 0:
        yield _row(Line.PAYOUT, entry, name, back=True)  # the payout's own name stands in the books already
    elif kind in _FEES:
        yield _row(Line.FEE, entry, name, back=entry["amount"] > 0)
    elif entry["amount"]:
        yield _row(Line.PAYMENT if entry["amount"] > 0 else Line.REFUND, entry, name)
    if entry.get("fee"):
        fee = currency.read(entry["fee"], entry["currency"])
        yield SettlementRow(Line.FEE, "", name, fee, reading.moment(entry["created"]), entry["fee"] < 0)


def rows(client: "StripeClient", day: date) -> Iterator[SettlementRow]:
    """Every row of a day in UTC; see `Provider.settlement`.

    A charge does not know its Checkout Session, so the sessions of the day and of the one before are read first.
    """
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    until = int((start + timedelta(days=1)).timestamp())
    sessions = client.v1.checkout.sessions.list
    made = {"gte": int((start - LONGEST_SESSION).timestamp()), "lt": until}
    known = {
        reading.identity(said.get("payment_intent")): said for said in every(sessions, created=made, status="complete")
    }

    def session_of(intent: str) -> Said:
        if intent and intent not in known:  # paid long after its page, as by a bank transfer
            known[intent] = next(every(sessions, payment_intent=intent), {})
        return known.get(intent, {})

    created = {"gte": int(start.timestamp()), "lt": until}
    for entry in every(client.v1.balance_transactions.list, created=created, expand=["data.source"]):
        with speaking():
            found = list(_rows(entry, session_of))
        yield from found
