"""Whatever cashiers, payers and a faulty terminal do in whatever order: the books are right and nobody pays twice."""

import json
from collections import Counter
from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from legation.payments import api as payments
from legation.payments.models import Attempt, Payment
from legation.payments.providers import registry
from legation.payments.terminal import app
from legation.payments.terminal.faults import FAULTS
from legation.payments.till import api, nexo, terminal
from legation.payments.till.models import Book, Consignment, Drawer, Safe, Slip
from legation.payments.till.services.send_to_terminal import ask_terminal, send_to_terminal
from tests.payments.support import work
from tests.payments.till.support import AT, ask, due, moved, rate, stock, worker

pytestmark = pytest.mark.django_db
PLACES = st.sampled_from(["PAR", "CAI"])
WHICH = st.integers(0, 3)
REFUSED = (Conflict, Invalid, NotFound, NotAllowed, Unavailable)


def ask_here(address, data=None, headers=None, *, seconds=0):
    """The terminal's program without a line in between; a late answer is none."""
    import io

    environ = {
        "PATH_INFO": address.removeprefix("http://terminal"), "REQUEST_METHOD": "POST" if data else "GET",
        "CONTENT_LENGTH": str(len(data or b"")), "wsgi.input": io.BytesIO(data or b""),
        "HTTP_AUTHORIZATION": "Bearer key",
    }  # fmt: skip
    status, body = app._answer(environ)
    late = "timeout_after_capture" in app.faults and b"PaymentRequest" in (data or b"")
    if not status.startswith("200") or late:
        raise Unavailable(status)
    return json.loads(json.dumps(body))


class Walk(RuleBasedStateMachine):
    """Two cashiers and an accountant at each of two posts, one of which takes another currency than is owed."""

    def __init__(self):
        super().__init__()
        app.store.cache_clear()
        app.faults.clear()
        self.numbers = count()
        self.walk = transaction.atomic()
        self.walk._from_testcase = True
        self.walk.__enter__()
        self.centre = worker("HQ", "accountant")
        rate("EGP", "55.37")
        for place in ("PAR", "CAI"):
            stock(place, 50_000)
            self.ask(place)

    def teardown(self):
        try:
            self.come_to_rest()
        finally:
            app.faults.clear()
            transaction.set_rollback(True)
            self.walk.__exit__(None, None, None)

    def may(self, call, *args, **more):
        try:
            return call(*args, **more)
        except REFUSED:
            return None

    def payment(self, place, which):
        rows = list(Payment.objects.filter(place=place).order_by("pk"))
        return rows[which % len(rows)].reference

    def cashier(self, place, which):
        return worker(place, name=str(which % 2))

    @rule(place=PLACES)
    def ask(self, place):
        ask(f"P-{next(self.numbers)}", place=place, amount=5003)

    @rule(faults=st.sets(st.sampled_from(FAULTS), max_size=2))
    def break_terminal(self, faults):
        app.faults.clear()
        app.faults.update(faults)

    @rule(place=PLACES, who=WHICH, amount=st.sampled_from([0, 1000, 60_000]))
    def open(self, place, who, amount):
        self.may(api.open_drawer, place=place, counts={"sum": amount}, by=self.cashier(place, who), at=AT)

    @rule(place=PLACES, who=WHICH, which=WHICH, over=st.sampled_from([-1, 0, 700]))
    def take(self, place, who, which, over):
        reference = self.payment(place, which)
        asked = due(reference, place)
        self.may(
            api.take_cash, place=place, reference=reference, tendered=asked + over, due=asked, language="en",
            by=self.cashier(place, who), at=AT,
        )  # fmt: skip

    @rule(place=PLACES, who=WHICH, which=WHICH)
    def card(self, place, who, which):
        self.may(
            send_to_terminal, place=place, reference=self.payment(place, which), language="en",
            by=self.cashier(place, who), at=AT,
        )  # fmt: skip

    @rule(place=PLACES, which=WHICH)
    def look(self, place, which):
        row = Payment.objects.get(reference=self.payment(place, which))
        self.may(ask_terminal, row, by=self.cashier(place, 0), at=AT)

    @rule(place=PLACES, which=WHICH, amount=st.sampled_from([None, 1000]))
    def refund(self, place, which, amount):
        key = f"k{next(self.numbers)}"
        reference = self.payment(place, which)
        self.may(
            payments.request_refund, reference=reference, reason="x", key=key, by=self.centre, at=AT, amount=amount
        )
        work()

    @rule(place=PLACES, who=WHICH)
    def pay_back(self, place, who):
        for row in api.waiting(place)[:1]:
            self.may(api.pay_back, place=place, refund=row.pk, by=self.cashier(place, who), at=AT)

    @rule(place=PLACES, who=WHICH, amount=st.sampled_from([-60_000, -500, 500, 5003]))
    def put_away(self, place, who, amount):
        self.may(api.put_away, place=place, amount=amount, by=self.cashier(place, who), at=AT)

    @rule(place=PLACES, who=WHICH, wrong=st.sampled_from([0, 0, -200, 300]))
    def count(self, place, who, wrong):
        drawer = api.drawer_of(self.cashier(place, who).person, place)
        if drawer is not None:
            counts = {"sum": max(0, drawer.held + wrong)}
            self.may(api.count_drawer, place=place, counts=counts, reason="?", by=self.cashier(place, who), at=AT)

    @rule(place=PLACES, who=WHICH, again=st.booleans())
    def close(self, place, who, again):
        for row in Drawer.objects.filter(place=place, closed_at=None).exclude(counted=None):
            by = self.cashier(place, who)
            if again:
                self.may(api.reopen_drawer, place=place, drawer=row.pk, by=by, at=AT)
            else:
                self.may(api.close_drawer, place=place, drawer=row.pk, counted=row.counted, by=by, at=AT)

    @rule(place=PLACES, amount=st.sampled_from([700, 90_000]), arrived=st.sampled_from([None, 0, 650, 750]))
    def send(self, place, amount, arrived):
        slip = f"B{next(self.numbers)}"
        row = self.may(api.consign, place=place, amount=amount, way="bag", slip=slip, by=self.cashier(place, 0), at=AT)
        if row is not None and arrived is not None:
            self.may(
                api.confirm_consignment, place=place, number=row.pk, arrived=arrived, reason="x", by=self.centre, at=AT
            )

    @invariant()
    def the_books_are_right(self):
        check = payments.ledger_check()
        assert check.ok, check
        for drawer in Drawer.objects.all():
            assert drawer.held == moved(drawer) >= 0
        for book in Book.objects.all():
            numbers = list(Slip.objects.filter(book=book).order_by("number").values_list("number", flat=True))
            assert numbers == list(range(1, book.last + 1))
        assert all(safe.held >= 0 for safe in Safe.objects.all())

    @invariant()
    def nobody_pays_twice(self):
        rows = app.store()._run("SELECT reference FROM done WHERE state = 'taken' AND category = 'Payment'")
        of = {str(pk): payment for pk, payment in Attempt.objects.values_list("pk", "payment")}
        paid = Counter(of[reference] for (reference,) in rows)
        paid += Counter(Slip.objects.filter(kind="taken").values_list("payment", flat=True))
        assert not paid or max(paid.values()) == 1, paid

    def come_to_rest(self):
        """Without faults everything that was begun ends, and terminal and books agree."""
        app.faults.clear()
        payments.chase(at=AT + timedelta(days=1))
        self.the_books_are_right()
        self.nobody_pays_twice()
        rows = app.store()._run("SELECT category, amount FROM done WHERE state = 'taken'")
        theirs = sum(round(float(amount) * 100) * (1 if kind == "Payment" else -1) for kind, amount in rows)
        ours = {one.account: one.amount for one in payments.balances()}
        assert ours.get("clearing:terminal:EUR", 0) == theirs
        assert not Attempt.objects.filter(state="open").exists()
        assert Consignment.objects.filter(confirmed_at=None).count() >= 0


def test_in_any_order(monkeypatch, settings):
    settings.LEGATION_TERMINAL = "http://terminal"
    monkeypatch.setenv("TERMINAL_DATABASE", ":memory:")
    monkeypatch.setenv("TERMINAL_SECRET", "key")
    monkeypatch.setattr(app, "LATE_SECONDS", 0)
    monkeypatch.setattr(nexo, "key", lambda: "key")
    monkeypatch.setattr(nexo.lines, "ask", ask_here)
    monkeypatch.setattr(terminal, "QUIET", timedelta(0))
    monkeypatch.setitem(registry._providers, "terminal", terminal.Terminal())
    run_state_machine_as_test(Walk, settings=WALKS)
    app.store.cache_clear()


WALKS = settings(
    max_examples=20, stateful_step_count=25, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
