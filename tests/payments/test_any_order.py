"""Whatever happens in whatever order, with whatever goes wrong: no money is lost, doubled or given back twice."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from legation.ground.errors import Conflict, Unavailable
from legation.ground.outbox.models import Effect
from legation.ground.people.api import SYSTEM
from legation.payments import api
from legation.payments.disputes import DisputeKind
from legation.payments.models import Attempt, Dispute, Payment, Refund, Share, Transfer, Unmatched
from legation.payments.providers import registry
from legation.payments.providers.base import DisputeNotice, Notice, Refunding, RefundNotice
from legation.payments.rules import Kind, Money, RefundKind
from legation.payments.services.apply_dispute_notice import apply_dispute_notice
from legation.payments.services.apply_notice import apply_notice
from legation.payments.services.apply_refund_notice import apply_refund_notice
from tests.payments.support import AT, BACK, FAMILY, MemoryBank, ask, work

pytestmark = pytest.mark.django_db
WHICH = st.integers(0, 5)
PERSON = st.sampled_from([share.name for share in FAMILY])
AMOUNTS = st.sampled_from([5000, 4999, 6000, 12_000, 3000, 2000])


class Walk(RuleBasedStateMachine):
    """Payers, a bank with faults, an accountant and the engine, around two or three payments."""

    def __init__(self):
        super().__init__()
        self.numbers = count()
        self.bank = registry._providers["memory"] = MemoryBank()
        self.told = {}  # session -> what we were told it brought
        self.at = AT
        # every walk is forgotten at its end; its block passes as a test's own, so that verbs may ask for the outermost
        self.walk = transaction.atomic()
        self.walk._from_testcase = True
        self.walk.__enter__()
        ask("P-0")

    def teardown(self):
        try:
            self.come_to_rest()
        finally:
            transaction.set_rollback(True)
            self.walk.__exit__(None, None, None)

    def pick(self, rows, which):
        rows = list(rows)
        return rows[which % len(rows)] if rows else None

    def payment(self, which):
        return self.pick(Payment.objects.order_by("reference"), which)

    def attempt(self, which):
        return self.pick(self.bank.sessions, which)

    # what payers and the bank do

    @precondition(lambda self: Payment.objects.count() < 3)
    @rule(shared=st.booleans())
    def ask(self, shared):
        ask(f"P-{Payment.objects.count()}", shares=FAMILY if shared else ())

    @rule(which=WHICH)
    def start(self, which):
        self.quietly(
            api.start,
            payment=str(self.payment(which).pk),
            provider="memory",
            return_url=BACK,
            language="en",
            at=self.at,
        )
        self.note_captures()

    def quietly(self, verb, **asked):
        """Do it; that the bank is away or somebody was quicker are answers like others."""
        try:
            return verb(**asked)
        except (Unavailable, Conflict):
            return None

    @precondition(lambda self: self.bank.sessions)
    @rule(which=WHICH, amount=AMOUNTS)
    def pay(self, which, amount):
        name = self.attempt(which)
        if name and self.bank.sessions[name].ended in (None, Kind.REFUSED):
            self.bank.sessions[name] = replace(
                self.bank.sessions[name], money=Money(amount, "EUR"), ended=Kind.CAPTURED
            )

    @precondition(lambda self: self.bank.sessions)
    @rule(which=WHICH, kind=st.sampled_from([Kind.REFUSED, Kind.EXPIRED]))
    def give_up(self, which, kind):
        name = self.attempt(which)
        if name and self.bank.sessions[name].ended is None:
            self.bank.end(name, kind, "declined")

    @precondition(lambda self: self.bank.sessions)
    @rule(which=WHICH, repeat=st.integers(1, 3), old=st.none() | st.just(Kind.REFUSED))
    def tell(self, which, repeat, old):
        name = self.attempt(which)
        session = name and self.bank.sessions[name]
        if not session or session.ended is None:
            return
        key = f"e{next(self.numbers)}" if old or repeat < 3 else None
        notice = Notice(key, old or session.ended, name, session.name, session.money)
        for _ in range(repeat):
            self.hear(notice)

    @rule(which=WHICH)
    def pay_at_once(self, which):
        """What most payers do, in one step: without it few walks would come as far as refunds and disputes."""
        self.start(which)
        for name, session in list(self.bank.sessions.items()):
            if session.ended is None:
                self.bank.end(name)
                self.hear(Notice(f"e{next(self.numbers)}", Kind.CAPTURED, name, session.name, session.money))
                return

    def hear(self, notice):
        if notice.kind == Kind.CAPTURED:
            self.told.setdefault(notice.session, notice.money.amount)
        apply_notice(provider="memory", notice=notice, at=self.at)

    @rule(which=WHICH)
    def stray(self, which):
        self.hear(Notice(f"e{next(self.numbers)}", Kind.CAPTURED, "nobody", f"stray-{which}", Money(300, "EUR")))

    @rule(down=st.booleans(), silent=st.booleans(), poor=st.booleans(), slow=st.booleans())
    def go_wrong(self, down, silent, poor, slow):
        self.bank.down, self.bank.silent, self.bank.poor, self.bank.slow = down, silent, poor, slow

    # what our side does

    @rule(which=WHICH)
    def refresh(self, which):
        self.quietly(api.refresh, payment=str(self.payment(which).pk), at=self.at)
        self.note_captures()

    def note_captures(self):
        """Answers to our questions tell of captures as messages do."""
        rows = Attempt.objects.filter(state="captured").values_list("pk", "session")
        for pk, session in rows:
            self.told.setdefault(session, self.bank.sessions[str(pk)].money.amount)

    @rule(hours=st.integers(0, 3))
    def chase(self, hours):
        self.at += timedelta(hours=hours)
        api.chase(at=self.at)
        self.note_captures()

    @rule(which=WHICH)
    def close(self, which):
        api.close_payment(reference=f"P-{which}", at=self.at)

    @precondition(lambda self: Share.objects.exists())
    @rule(which=WHICH, person=PERSON, back=st.booleans())
    def drop(self, which, person, back):
        """Somebody of a family withdraws; `back`: whoever pays for them comes back and presses the button again."""
        payment = self.payment(which)
        asked, before = sum(api.shares_of(api.find(reference=payment.reference)).values()), payment.state
        if back:
            self.quietly(api.close_page, payment=str(payment.pk), at=self.at)
            self.note_captures()
        api.drop_shares(reference=payment.reference, shares=[person], at=self.at)
        left = sum(api.shares_of(api.find(reference=payment.reference)).values())
        assert left == asked or before not in ("settled", "expired")

    @rule(which=WHICH, amount=st.none() | st.sampled_from([1000, 5000]), key=WHICH, person=PERSON)
    def give_back(self, which, amount, key, person):
        self.quietly(
            api.request_refund,
            reference=self.payment(which).reference, reason="withdrawn", key=f"k{key}", by=SYSTEM, at=self.at,
            amount=amount, share=person,
        )  # fmt: skip

    @precondition(lambda self: Unmatched.objects.exists())
    @rule(which=WHICH, amount=st.none() | st.sampled_from([100, 1000]), key=WHICH)
    def send_back(self, which, amount, key):
        if row := self.pick(Unmatched.objects.order_by("pk"), which):
            self.quietly(api.refund_unmatched, unmatched=row.pk, key=f"u{key}", by=SYSTEM, at=self.at, amount=amount)

    @precondition(lambda self: Unmatched.objects.exists())
    @rule(which=WHICH, to=WHICH, key=WHICH)
    def move(self, which, to, key):
        if row := self.pick(Unmatched.objects.order_by("pk"), which):
            reference = self.payment(to).reference
            self.quietly(
                api.move_unmatched, unmatched=row.pk, reference=reference, key=f"m{key}", by=SYSTEM, at=self.at
            )

    @rule()
    def work(self):
        work()

    # what the bank does with refunds

    @precondition(lambda self: self.bank.refunds)
    @rule(which=WHICH, kind=st.sampled_from(RefundKind), first=st.booleans())
    def refund_news(self, which, kind, first):
        name = self.pick(self.bank.refunds, which)
        if name is None:
            return
        known = self.bank.refunds[name]["said"].kind
        if known != RefundKind.FAILED and (known, kind) != (RefundKind.REFUNDED, RefundKind.PENDING):
            self.bank.end_refund(name, kind)
        self.hear_of_refund(name, f"e{next(self.numbers)}" if first else f"{name}-{kind}"[:80], kind)

    def hear_of_refund(self, name, key, kind):
        said = self.bank.refunds[name]["said"]
        # a message in the wrong order tells what was true before, never what is not true yet
        order = [RefundKind.PENDING, RefundKind.REFUNDED, RefundKind.FAILED]
        if order.index(kind) > order.index(said.kind):
            kind = said.kind
        hand = name.startswith("hand")
        notice = RefundNotice(key, kind, "" if hand else name, said.name, said.money,
                              self.bank.refunds[name].get("attempt", ""))  # fmt: skip
        apply_refund_notice(provider="memory", notice=notice, at=self.at)

    @precondition(lambda self: self.bank.sessions)
    @rule(which=WHICH)
    def refund_by_hand(self, which):
        name = self.attempt(which)
        paid = Transfer.objects.filter(
            kind="settlement", event__attempt=name, payment__amount__gte=F("payment__taken") + 500
        )
        if name is None or not paid.exists() or self.bank.captured(self.bank.sessions[name].name) < 500:
            return
        hand = f"hand-{next(self.numbers)}"
        said = Refunding(f"re-{hand}", Money(500, "EUR"), RefundKind.REFUNDED)
        self.bank.refunds[hand] = {"session": self.bank.sessions[name].name, "said": said, "attempt": name}
        self.hear_of_refund(hand, f"e{next(self.numbers)}", RefundKind.REFUNDED)

    # what payers' banks do

    @precondition(lambda self: self.bank.sessions)
    @rule(which=WHICH, part=st.booleans(), end=st.none() | st.sampled_from([DisputeKind.WON, DisputeKind.LOST]))
    def dispute(self, which, part, end):
        """A bank takes money back, even what was paid back before, once a session; it may have decided by now."""
        name = self.attempt(which)
        session = name and self.bank.sessions[name]
        if session and session.ended == Kind.CAPTURED and session.name in self.told and not self.disputed(session.name):
            amount = session.money.amount // 2 if part else session.money.amount
            name = self.bank.dispute(session.name, amount)
            self.bank.disputes[name]["kind"] = end or DisputeKind.OPENED
            self.hear_of_dispute(name, end or DisputeKind.OPENED, told=not part)

    def disputed(self, session):
        return [name for name, known in self.bank.disputes.items() if known["session"] == session]

    @precondition(lambda self: self.bank.disputes)
    @rule(which=WHICH, kind=st.sampled_from([DisputeKind.WON, DisputeKind.LOST]), told=st.booleans())
    def decide(self, which, kind, told):
        name = self.pick(self.bank.disputes, which)
        if name and self.bank.disputes[name]["kind"] == DisputeKind.OPENED:
            self.bank.disputes[name]["kind"] = kind
            self.hear_of_dispute(name, kind, told=told)

    @precondition(lambda self: self.bank.disputes)
    @rule(which=WHICH, old=st.booleans(), first=st.booleans())
    def dispute_news(self, which, old, first):
        if name := self.pick(self.bank.disputes, which):
            kind = DisputeKind.OPENED if old else self.bank.disputes[name]["kind"]
            self.hear_of_dispute(name, kind, key=f"e{next(self.numbers)}" if first else f"{name}-{kind}")

    def hear_of_dispute(self, name, kind, *, told=True, key=None):
        """Messages come late, twice and in any order; some do not come until the end."""
        known, key = self.bank.disputes[name], key or f"e{next(self.numbers)}"
        attempt = next(each for each, session in self.bank.sessions.items() if session.name == known["session"])
        money = Money(known["amount"], "EUR")
        if told:
            notice = DisputeNotice(key, kind, name, known["session"], money, attempt)
            apply_dispute_notice(provider="memory", notice=notice, at=self.at)

    # what must hold at every moment

    @invariant()
    def the_books_agree(self):
        check = api.ledger_check()
        assert check.ok, check

    @invariant()
    def what_came_in_is_income_or_given_back_or_unmatched(self):
        earned = -sum(row.amount for row in api.balances() if row.kind == "income")
        given = Refund.objects.exclude(state="failed").aggregate(all=Sum("amount"))["all"] or 0
        left = Unmatched.objects.aggregate(all=Sum(F("amount") - F("taken")))["all"] or 0
        taken = Dispute.objects.filter(held=True, state__in=["open", "lost"])
        aside = taken.exclude(unmatched=None).aggregate(all=Sum("amount"))["all"] or 0
        lost = taken.filter(unmatched=None, state="lost").aggregate(all=Sum("amount"))["all"] or 0
        assert sum(self.told.values()) == earned + given + left + aside + lost

    @invariant()
    def what_is_disputed_is_with_nobody_and_what_is_lost_is_lost_once(self):
        held = {kind: sum(row.amount for row in api.balances() if row.kind == kind) for kind in ("disputed", "losses")}
        open_ = Dispute.objects.filter(state="open").aggregate(all=Sum("amount"))["all"] or 0
        nowhere = Dispute.objects.filter(state="lost", held=False).aggregate(all=Sum("amount"))["all"] or 0
        assert held == {"disputed": open_, "losses": nowhere}

    @invariant()
    def who_may_be_paying_pays_what_stood_on_their_page(self):
        for attempt in Attempt.objects.filter(state="open", payment__state="pending").select_related("payment"):
            session = self.bank.sessions.get(str(attempt.pk))
            if session and session.ended is None:
                assert session.money.amount == attempt.payment.amount

    @invariant()
    def income_is_that_of_each_person_and_of_nobody_below_zero(self):
        day = {"since": AT.date(), "until": AT.date() + timedelta(days=400)}
        rows = api.labelled_income(**day)
        assert sum(row.amount for row in rows) == sum(row.amount for row in api.income())
        for share in Share.objects.all():
            moved = {side: Transfer.objects.filter(share=share, **{f"{side}__kind": "income"}).aggregate(
                all=Sum("amount"))["all"] or 0 for side in ("credit", "debit")}  # fmt: skip
            brought = share.amount if share.payment.state == "settled" and share.dropped_at is None else 0
            assert moved["credit"] == brought >= moved["debit"]

    @invariant()
    def nothing_is_done_twice(self):
        settled = Payment.objects.filter(state="settled")
        assert Effect.objects.filter(kind="payments.settled").count() == settled.count()
        rows = settled.filter(shares=None).count() + Share.objects.filter(payment__in=settled, dropped_at=None).count()
        assert Transfer.objects.filter(kind__in=["settlement", "assignment"]).count() == rows
        for kind in ("refunded", "refund_failed", "disputed", "dispute_won", "dispute_lost"):
            keys = Counter(Effect.objects.filter(kind=f"payments.{kind}").values_list("key", flat=True))
            assert all(number == 1 for number in keys.values())

    @invariant()
    def no_session_gives_back_more_than_it_brought(self):
        for session, amount in self.told.items():
            rows = Refund.objects.filter(session=session).exclude(state="failed")
            held = Dispute.objects.filter(session=session, held=True, state__in=["open", "lost"])
            given = [each.aggregate(all=Sum("amount"))["all"] or 0 for each in (rows, held)]
            assert sum(given) <= amount

    def come_to_rest(self):
        """Everything works again and every message arrives: then the bank and the books hold the same money."""
        self.go_wrong_no_more()
        for name, session in list(self.bank.sessions.items()):
            if session.ended is not None:
                self.hear(Notice(f"e{next(self.numbers)}", session.ended, name, session.name, session.money))
        self.at += timedelta(days=1)
        api.chase(at=self.at)
        self.note_captures()
        for name, known in list(self.bank.refunds.items()):
            if known["said"].kind == RefundKind.PENDING:
                self.bank.end_refund(name)
            self.hear_of_refund(name, f"e{next(self.numbers)}", self.bank.refunds[name]["said"].kind)
        for name, known in self.bank.disputes.items():
            self.hear_of_dispute(name, known["kind"])
        self.the_books_agree()
        self.what_came_in_is_income_or_given_back_or_unmatched()
        assert not Refund.objects.filter(state__in=["requested", "pending"]).exists()
        assert not Attempt.objects.filter(state="open").exists()
        at_the_bank = sum(self.bank.captured(session.name) for session in self.bank.sessions.values())
        strays = sum(amount for session, amount in self.told.items() if session.startswith("stray"))
        # strays are sessions we were told of and never opened: the memory bank has none to pay back
        failed = sum(row.amount for row in Refund.objects.filter(session__startswith="stray", state="refunded"))
        clearing = sum(row.amount for row in api.balances() if row.kind == "clearing")
        assert clearing == at_the_bank + strays - failed

    def go_wrong_no_more(self):
        self.bank.down = self.bank.silent = self.bank.poor = self.bank.slow = False


def test_no_money_is_lost_in_any_order(monkeypatch):
    monkeypatch.setitem(registry._providers, "memory", None)
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Walk, settings=settings(max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=slow)
    )
