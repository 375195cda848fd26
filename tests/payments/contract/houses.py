"""Each provider with a bank behind it that speaks real HTTP, and what differs between them in a test's hands."""

import json
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from http.client import HTTPConnection
from socketserver import ThreadingMixIn
from unittest.mock import patch
from urllib.parse import urlencode, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from legation.ground.errors import NotAllowed
from legation.payments import api
from legation.payments.providers.registry import provider_named
from legation.payments.providers.secret import secret_path
from legation.payments.providers.stripe import account
from legation.payments.testbank import deliveries, faults, store
from legation.payments.testbank.app import Bank
from legation.payments.testbank.config import Config
from legation.payments.testbank.deliveries import signature
from legation.payments.testbank.faults import read
from legation.payments.testbank.store import Store
from legation.payments.testbank.stripe.app import StripeBank
from legation.payments.testbank.stripe.config import Config as StripeConfig
from tests.payments.testbank.support import GOOD
from tests.ports import free_port


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def serve(program, port=0):
    """A WSGI program over HTTP in threads of this process; gives its address."""
    server = make_server("127.0.0.1", port, program, _Server, _Quiet)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def now():
    return datetime.now(UTC)


class House:
    """A provider and its bank. `told` names what its messages are called in the words of the contract."""

    header = told = None

    def __init__(self, folder, receiver, settings):
        self.port, self.receiver = free_port(), receiver
        self.address = f"http://127.0.0.1:{self.port}"
        self.database = str(folder / "bank.sqlite3")
        self.configure(settings)
        self.served = ExitStack()
        # what takes a bank seconds takes it tenths of them, and a switch holds at once
        self.served.enter_context(patch.object(store, "FAULTS_KNOWN_SECONDS", 0))
        self.served.enter_context(patch.object(deliveries, "LOOK_SECONDS", 0.05))
        hurried = {name: usual / 10 for name, usual in faults.NAMES.items()}
        self.served.enter_context(patch.dict(faults.NAMES, hurried))
        self.bank = self.build()
        self.served.enter_context(serve(self.bank, self.port))

    def close(self):
        self.served.close()
        self.bank.close()

    @property
    def provider(self):
        return provider_named(self.name)

    def pay(self, page, **typed):
        """What a browser does with a form of the bank; gives the status and where it is led."""
        parts = urlsplit(page)
        connection = HTTPConnection(parts.hostname or "127.0.0.1", parts.port or self.port, timeout=30)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", parts.path, urlencode(GOOD | typed), headers)
        answer = connection.getresponse()
        return answer.status, answer.headers["Location"]

    def faults(self, *names):
        Store(self.database).switch(read(dict.fromkeys(names, "")))

    def heard(self, *kinds):
        """Messages of these kinds that have come so far, as (header, body)."""
        names = [self.told[kind] for kind in kinds]
        return [(header, body) for header, body in self.receiver.heard if self.kind(json.loads(body)) in names]

    def wait(self, *kinds, count=1):
        for _ in range(800):
            if len(self.heard(*kinds)) >= count:
                return self.heard(*kinds)
            time.sleep(0.01)
        raise AssertionError(f"heard {[json.loads(body) for _, body in self.receiver.heard]}")

    def take(self, header, body):
        api.receive(provider=self.name, body=body, headers={self.header: header}, at=now())

    def hear(self, *kinds, count=1):
        """Take in every message of these kinds, having waited for so many; forgeries are turned away."""
        for header, body in self.wait(*kinds, count=count):
            with suppress(NotAllowed):
                self.take(header, body)


class TestBankHouse(House):
    __test__ = False
    name, header = "testbank", "Testbank-Signature"
    refused_card_ends = True
    told = {
        "captured": "captured", "refused": "refused", "expired": "expired", "refund": "refunded",
        "refund_slow": "refund_pending", "refund_failed": "refund_failed", "disputed": "dispute_opened",
        "won": "dispute_won", "lost": "dispute_lost",
    }  # fmt: skip

    @property
    def disputes(self):
        return self.bank._merchant.disputes

    def configure(self, settings):
        settings.LEGATION_TESTBANK = self.address

    def build(self):
        return Bank(Config(self.database, secret_path().read_text(), self.receiver.url, self.address))

    def kind(self, said):
        return said["kind"]

    def sign(self, body):
        return signature(Config("", secret_path().read_text(), "", "").derived("webhook"), body, now=time.time())

    def overdue(self, session):
        with Store(self.database).writing() as connection:
            connection.execute("UPDATE sessions SET expires_at = ? WHERE name = ?", (time.time() - 1, session))

    def end_of_day(self):
        """Its payouts stand in the file by themselves."""


class StripeHouse(House):
    name, header = "stripe", "Stripe-Signature"
    refused_card_ends = False
    told = {
        "captured": "checkout.session.completed", "refused": "payment_intent.payment_failed",
        "expired": "checkout.session.expired", "refund": "refund.created", "refund_slow": "refund.created",
        "refund_failed": "refund.failed", "disputed": "charge.dispute.created", "won": "charge.dispute.closed",
        "lost": "charge.dispute.closed",
    }  # fmt: skip

    @property
    def disputes(self):
        return self.bank.disputes

    def configure(self, settings):
        settings.LEGATION_DEMO, settings.LEGATION_STRIPE = True, self.address
        account.create_stand_in_secrets()
        account.check_address()

    def build(self):
        key, secret = account.key_path().read_text(), account.webhook_path().read_text()
        return StripeBank(StripeConfig(self.database, key, secret, self.receiver.url, self.address))

    def kind(self, said):
        return said["type"]

    def sign(self, body):
        return signature(account.webhook_path().read_text(), body, now=time.time())

    def overdue(self, session):
        past = int(time.time()) - 1
        with Store(self.database).writing() as connection:
            connection.execute(
                "UPDATE stripe_objects SET due_at = ?, data = json_set(data, '$.expires_at', ?) WHERE id = ?",
                (past, past, session),
            )

    def end_of_day(self):
        self.bank.refunds.pay_out()


HOUSES = (TestBankHouse, StripeHouse)
