"""What the tests of the payments room share."""

import json
from datetime import UTC, datetime

from legation.ground.errors import Unavailable
from legation.payments import api
from legation.payments.models import Attempt
from legation.payments.providers.base import Notice, Session
from legation.payments.providers.secret import webhook_key
from legation.payments.providers.testbank import SIGNATURE, sign
from legation.payments.rules import Kind

AT = datetime(2026, 11, 12, 14, 5, tzinfo=UTC)
BACK = "https://ministry.example/back"


def ask(reference="UTO-1", amount=5000, currency="EUR"):
    return api.request_payment(reference=reference, amount=amount, currency=currency, purpose="evisa", at=AT)


def begin(payment, provider="memory"):
    """Start a payment; gives the name of the attempt that is open now."""
    api.start(payment=payment, provider=provider, return_url=BACK, language="en", at=AT)
    return open_attempt(payment)


def open_attempt(payment):
    return str(Attempt.objects.get(payment=payment, state="open").pk)


class MemoryBank:
    """A provider without a network. `down`: it does not answer. `sessions`: what it knows, by attempt."""

    name = "memory"

    def __init__(self):
        self.sessions, self.orders, self.down = {}, [], False

    def _answer(self):
        if self.down:
            raise Unavailable("down")

    def create_session(self, order):
        self._answer()
        self.orders.append(order)
        name = f"s{len(self.orders)}"
        session = Session(name, f"https://bank.example/{name}", order.money)
        return self.sessions.setdefault(order.attempt, session)

    def end(self, attempt, kind=Kind.CAPTURED, code=""):
        open_ = self.sessions[attempt]
        self.sessions[attempt] = Session(open_.name, open_.page, open_.money, kind, code)

    def query(self, *, attempt, session):
        self._answer()
        return self.sessions.get(attempt)

    def parse_webhook(self, *, body, headers, at):
        return Notice(**json.loads(body))

    def origins(self):
        return ["https://bank.example"]


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
