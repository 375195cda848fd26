"""The stand-in in this process, and somebody who speaks to it as Stripe's library would."""

import json
from urllib.parse import urlencode

import pytest

from legation.payments.testbank.stripe.app import StripeBank
from legation.payments.testbank.stripe.config import Config
from tests.payments.testbank.support import Visitor

ORDER = {
    "mode": "payment", "line_items[0][quantity]": "1", "line_items[0][price_data][currency]": "eur",
    "line_items[0][price_data][unit_amount]": "5000", "line_items[0][price_data][product_data][name]": "UTO-2026-7KQ4",
    "client_reference_id": "attempt-1", "success_url": "https://ministry.example/back?of=1",
    "cancel_url": "https://ministry.example/back?of=1", "locale": "auto",
}  # fmt: skip


class StripeVisitor(Visitor):
    def form(self, path, fields, *, key=""):
        return self.merchant("POST", path, urlencode(fields).encode(), HTTP_IDEMPOTENCY_KEY=key)

    def order(self, key="", **other):
        return self.form("/v1/checkout/sessions", ORDER | other, key=key)

    def named(self, name):
        return self.merchant("GET", f"/v1/checkout/sessions/{name}", query="expand[0]=payment_intent").json

    def open(self, **other):
        """The path of a new session's page."""
        return self.order(**other).json["url"].removeprefix("http://bank.test").partition("#")[0]

    def events(self):
        answer = self.merchant("GET", "/v1/events")
        return [json.loads(json.dumps(one))["type"] for one in answer.json["data"]]


@pytest.fixture
def config(tmp_path):
    return Config(str(tmp_path / "bank.sqlite3"), "sk_test_x", "whsec_x", "", "http://bank.test")


@pytest.fixture
def visitor(config):
    bank = StripeBank(config)
    yield StripeVisitor(bank, config.key)
    bank.close()
