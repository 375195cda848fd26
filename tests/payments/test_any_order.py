"""Whatever arrives in whatever order: the books balance, and nobody pays twice."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.ground.errors import Unavailable
from legation.ground.outbox.models import Effect
from legation.payments import api
from legation.payments.models import Attempt, Event, Transfer
from legation.payments.providers.base import Notice
from legation.payments.rules import Kind, Money
from legation.payments.services.apply_notice import apply_notice
from tests.payments.support import AT, BACK, ask

pytestmark = pytest.mark.django_db
_numbers = count()

ENDS = st.sampled_from([Kind.CAPTURED, Kind.REFUSED])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("start"), st.booleans()),
        st.tuples(st.just("end"), ENDS),
        st.tuples(st.just("refresh")),
        st.tuples(st.just("message"), ENDS, st.integers(0, 3), st.sampled_from([5000, 4999]), st.integers(0, 5)),
    ),
    max_size=12,
)  # fmt: skip


class Walk:
    """One payment, and what can happen to it."""

    def __init__(self, bank):
        self.bank, self.number = bank, next(_numbers)
        self.payment = ask(f"walk-{self.number}").payment

    def start(self, up):
        self.bank.down = not up
        try:
            api.start(payment=self.payment, provider="memory", return_url=BACK, language="en", at=AT)
        except Unavailable:
            assert self.bank.down
        self.bank.down = False

    def _attempts(self):
        return [str(attempt.pk) for attempt in Attempt.objects.filter(payment=self.payment).order_by("pk")]

    def end(self, kind):
        for attempt in self._attempts()[-1:]:
            if attempt in self.bank.sessions and self.bank.sessions[attempt].ended is None:
                self.bank.end(attempt, kind)

    def refresh(self):
        api.refresh(payment=self.payment, at=AT)

    def message(self, kind, which, amount, key):
        attempts = self._attempts() or ["nothing"]
        attempt = attempts[which % len(attempts)]
        known = self.bank.sessions.get(attempt)
        session = known.name if known else "s?"
        notice = Notice(f"{self.number}-{key}", kind, attempt, session, Money(amount, "EUR"))
        apply_notice(provider="memory", notice=notice, at=AT)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_the_books_balance_and_a_payment_settles_at_most_once(bank, steps):
    walk = Walk(bank)
    seen = []
    for name, *values in steps:
        getattr(walk, name)(*values)
        seen.append(api.find(reference=f"walk-{walk.number}").state)
    settled = "settled" in seen
    assert not settled or set(seen[seen.index("settled") :]) == {"settled"}
    assert Transfer.objects.filter(payment=walk.payment).count() == settled
    assert Effect.objects.filter(key=f"payments.settled:{walk.payment}").count() == settled
    applied = Event.objects.filter(payment=walk.payment, verdict="applied", kind="captured")
    assert applied.count() == settled
    assert api.ledger_check().ok
