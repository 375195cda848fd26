"""Every provider, walked at random: what has ended stays so, and no walk gives back more than came."""

from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.payments.providers.base import Line, Order, RefundOrder
from legation.payments.rules import Kind, Money, RefundKind
from tests.payments.contract.houses import now
from tests.payments.contract.steps import ACCEPTED, CHALLENGED, POOR
from tests.payments.support import BACK

AMOUNT = 5000
STEPS = st.one_of(
    st.sampled_from([ACCEPTED, POOR, CHALLENGED]).map(lambda card: ("pay", card)),
    st.sampled_from(["yes", "no"]).map(lambda answer: ("prove", answer)),
    st.just(("close", "")),
    st.just(("overdue", "")),
    st.just(("order", "")),
    st.integers(1, AMOUNT).map(lambda amount: ("refund", amount)),
)
_walks = count()


class Walk:
    """One attempt at a provider, and what we think of it."""

    def __init__(self, house):
        self.house, self.name = house, f"walk-{next(_walks)}"
        self.order = Order(self.name, "UTO-1", Money(AMOUNT, "EUR"), BACK, "en", now() + timedelta(hours=2))
        self.session = house.provider.create_session(self.order)
        self.path = self.session.page.partition("#")[0]
        self.ended, self.given, self.names = None, {}, count()

    def step(self, what, how):
        house = self.house
        if what == "pay":
            house.pay(self.path, number=how)
        elif what == "prove":
            house.pay(f"{self.path}/challenge", answer=how)
        elif what == "close":
            house.provider.close_session(attempt=self.name, session=self.session.name)
        elif what == "order":
            assert house.provider.create_session(self.order).name == self.session.name
        elif what == "overdue":
            house.overdue(self.session.name)
        else:
            self.refund(how)

    def refund(self, amount):
        order = RefundOrder(f"{self.name}-{next(self.names)}", self.session.name, Money(amount, "EUR"))
        said = self.house.provider.create_refund(order)
        left = (AMOUNT if self.ended == Kind.CAPTURED else 0) - sum(self.given.values())
        assert said.kind == (RefundKind.REFUNDED if amount <= left else RefundKind.FAILED)
        if amount <= left:
            self.given[said.name] = amount
            assert self.house.provider.find_refund(order).name == said.name

    def check(self):
        seen = self.house.provider.query(attempt=self.name, session=self.session.name)
        assert self.ended in (None, seen.ended)
        assert seen.money == Money(AMOUNT, "EUR")
        self.ended = seen.ended

    def check_file(self):
        day = list(self.house.provider.settlement(now().date()))
        came = [row.money.amount for row in day if row.line == Line.PAYMENT and row.name == self.session.name]
        went = {row.name: row.money.amount for row in day if row.line == Line.REFUND and row.name in self.given}
        assert came == ([AMOUNT] if self.ended == Kind.CAPTURED else [])
        assert went == self.given


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, max_size=10))
def test_what_has_ended_stays_so_and_no_more_goes_back_than_came(house, steps):
    walk = Walk(house)
    for what, how in steps:
        walk.step(what, how)
        walk.check()
    walk.check_file()
