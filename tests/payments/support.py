"""What the tests of the payments room share."""

import json
from datetime import UTC, datetime

from legation.ground.errors import Unavailable
from legation.ground.outbox import api as outbox
from legation.ground.outbox.models import Effect
from legation.payments import api
from legation.payments.disputes import DisputeKind
from legation.payments.labels import written
from legation.payments.models import Attempt, Payment
from legation.payments.providers.base import Notice, Refunding, Session
from legation.payments.providers.secret import webhook_key
from legation.payments.providers.testbank import SIGNATURE, sign
from legation.payments.rules import Kind, RefundKind

AT = datetime(2026, 11, 12, 14, 5, tzinfo=UTC)
BACK = "https://ministry.example/back"


FAMILY = (api.ShareOf("A", 3000, {"nationality": "EGY"}), api.ShareOf("B", 2000, {"nationality": "FRA"}))
"""What two persons owe of the usual amount."""


def ask(reference="UTO-1", amount=5000, currency="EUR", shares=()):
    return api.request_payment(
        reference=reference, amount=amount, currency=currency, purpose="evisa", at=AT, shares=shares
    )


def begin(payment, provider="memory"):
    """Start a payment; gives the name of the attempt that is open now."""
    api.start(payment=payment, provider=provider, return_url=BACK, language="en", at=AT)
    return open_attempt(payment)


def open_attempt(payment):
    return str(Attempt.objects.get(payment=payment, state="open").pk)


class MemoryBank:
    """A provider without a network. What it knows: `sessions` by attempt, `refunds` by our name, `file` by day, and
    `disputes` by its own name: what they are about, and how they stand.

    `down`: it does not answer. `silent`: it does what is asked, and its answer is lost. `poor`: takes no refund.
    `slow`: a refund is pending at first.
    """

    name = "memory"

    def __init__(self):
        self.sessions, self.orders, self.refunds, self.file, self.disputes = {}, [], {}, [], {}
        self.down = self.silent = self.poor = self.slow = False

    def _answer(self):
        if self.down:
            raise Unavailable("down")

    def _lose(self):
        if self.silent:
            raise Unavailable("silence")

    def create_session(self, order):
        self._answer()
        self.orders.append(order)
        name = f"s{len(self.orders)}"
        session = Session(name, f"https://bank.example/{name}", order.money)
        made = self.sessions.setdefault(order.attempt, session)
        self._lose()
        return made

    def end(self, attempt, kind=Kind.CAPTURED, code=""):
        open_ = self.sessions[attempt]
        self.sessions[attempt] = Session(open_.name, open_.page, open_.money, kind, code)

    def query(self, *, attempt, session):
        self._answer()
        return self.sessions.get(attempt)

    def close_session(self, *, attempt, session):
        self._answer()
        if attempt in self.sessions and self.sessions[attempt].ended is None:
            self.end(attempt, Kind.EXPIRED)
        self._lose()
        return self.sessions.get(attempt)

    def captured(self, session):
        """How much a session brought and did not give back, neither to its payer nor to the payer's bank."""
        brought = sum(s.money.amount for s in self.sessions.values() if s.name == session and s.ended == Kind.CAPTURED)
        given = [r for r in self.refunds.values() if r["session"] == session and r["said"].kind != RefundKind.FAILED]
        gone = [d["amount"] for d in self.disputes.values() if d["session"] == session and d["kind"] != DisputeKind.WON]
        return brought - sum(r["said"].money.amount for r in given) - sum(gone)

    def dispute(self, session, amount):
        """Somebody's bank takes so much back; gives the dispute's name."""
        name = f"dp-{len(self.disputes)}"
        self.disputes[name] = {"session": session, "amount": amount, "kind": DisputeKind.OPENED}
        return name

    def create_refund(self, order):
        self._answer()
        if order.refund not in self.refunds:
            if self.poor:
                return Refunding("", order.money, None, "balance_too_low")
            if order.money.amount > self.captured(order.session):
                return Refunding("", order.money, RefundKind.FAILED, "more_than_captured")
            kind = RefundKind.PENDING if self.slow else RefundKind.REFUNDED
            said = Refunding(f"re-{order.refund}", order.money, kind, at=AT)
            self.refunds[order.refund] = {"session": order.session, "said": said}
        self._lose()
        return self.refunds[order.refund]["said"]

    def find_refund(self, order):
        self._answer()
        known = self.refunds.get(order.refund)
        return known["said"] if known else None

    def end_refund(self, refund, kind=RefundKind.REFUNDED, code=""):
        said = self.refunds[refund]["said"]
        self.refunds[refund]["said"] = Refunding(said.name, said.money, kind, code)

    def settlement(self, day):
        self._answer()
        return iter([row for row in self.file if row.at.date() == day])

    def parse_webhook(self, *, body, headers, at):
        return Notice(**json.loads(body))

    def origins(self):
        return ["https://bank.example"]


def settle(bank, reference="UTO-1", **asked):
    """A settled payment's view."""
    payment = ask(reference, **asked).payment
    bank.end(begin(payment))
    return api.refresh(payment=payment, at=AT)


def work():
    """Do what the queue holds about money, as a worker would; what fails waits for its next turn."""
    done = 0
    for effect in Effect.objects.filter(kind="payments.refund", done_at=None).order_by("pk"):
        done += outbox.run(effect, at=AT)
    return done


def held():
    """What the accounts hold that are not empty, without provider and currency."""
    return {row.account.split(":")[0]: row.amount for row in api.balances() if row.amount}


def message(attempt, **other):
    """What the test bank says about an attempt: by default, that 50 euros were captured."""
    said = {
        "id": "evt_1", "kind": "captured", "session": "cs_1", "reference": attempt,
        "amount": 5000, "currency": "EUR", "code": "",
    }  # fmt: skip
    return json.dumps(said | other).encode()


def signed(body, at=AT):
    moment = int(at.timestamp())
    return {SIGNATURE: f"t={moment},v1={sign(webhook_key(), moment, body)}"}


def deliver(body, at=AT):
    api.receive(provider="testbank", body=body, headers=signed(body), at=at)


def label(*, reference: str, place: str, labels: dict[str, str]) -> None:
    """Count a payment that was asked for under other words, as if it had been asked for so."""
    Payment.objects.filter(reference=reference).update(place=place, labels=written(labels))
