"""Whatever happens in whatever order: never two in one cell, nobody's appointment lost, nobody with two."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from legation.appointments import api as appointments
from legation.appointments.models import Booking, Visit, Wish
from legation.appointments.rules import OPEN
from legation.appointments.services.arrive import check_in, walk_in
from legation.appointments.services.attend import call_next, gone, serve
from legation.appointments.services.give_up import miss
from legation.appointments.services.move import move
from legation.appointments.services.wish import wait
from legation.ground.errors import LegationError
from tests.appointments.support import LONG, MONDAY, NINE, SERVICE, Told, counter, faults, post, wanted

pytestmark = pytest.mark.django_db
WHO = st.sampled_from(["more", "thomas", "peter", "john", "raphael"])
SERVICES = st.sampled_from([SERVICE, LONG])
STEPS = st.integers(0, 8)


class Walk(RuleBasedStateMachine):
    """People after few times at two small counters, an officer, and the worker."""

    def __init__(self) -> None:
        super().__init__()
        self.at = MONDAY
        self.promised: dict[str, str] = {}  # number -> what its person was last told
        self.walk = transaction.atomic()
        self.walk._from_testcase = True
        self.walk.__enter__()
        self.counters = [counter(), counter(code="two", only=[LONG])]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.walk.__exit__(None, None, None)

    def one(self, who: str, service: str) -> Booking | None:
        rows = Booking.objects.filter(reference=f"UTO-{who}", service=service, state__in=OPEN)
        return rows.select_related("post", "counter").first()

    def tried(self, verb, *args, **more):  # type: ignore[no-untyped-def]
        """What came of it; a refusal changes nothing, which the invariants see."""
        try:
            with transaction.atomic():
                return verb(*args, at=self.at, **more)
        except LegationError:
            return None

    @rule(who=WHO, service=SERVICES, step=STEPS)
    def holds(self, who: str, service: str, step: int) -> None:
        self.tried(appointments.hold, wanted(who, service=service), starts_at=NINE + timedelta(minutes=10 * step))

    @rule(who=WHO, service=SERVICES)
    def confirms(self, who: str, service: str) -> None:
        row = self.one(who, service)
        if row and (found := self.tried(appointments.confirm, row)):
            self.promised[found.number] = "booked"

    @rule(who=WHO, service=SERVICES, step=STEPS)
    def moves(self, who: str, service: str, step: int) -> None:
        row = self.one(who, service)
        if row:
            self.tried(move, row, starts_at=NINE + timedelta(minutes=10 * step))

    @rule(who=WHO, service=SERVICES)
    def cancels(self, who: str, service: str) -> None:
        row = self.one(who, service)
        if row and self.tried(appointments.cancel, row):
            self.promised.pop(row.number, None)

    @rule(who=WHO, service=SERVICES, urgency=st.integers(0, 2))
    def waits(self, who: str, service: str, urgency: int) -> None:
        self.tried(wait, wanted(who, service=service, urgency=urgency))

    @rule(minutes=st.integers(1, 300))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule()
    def the_worker_sweeps(self) -> None:
        appointments.expire(at=self.at)
        assert not Booking.objects.filter(state__in=["held", "offered"], until__lte=self.at).exists()

    @rule(who=WHO, service=SERVICES)
    def arrives(self, who: str, service: str) -> None:
        row = self.one(who, service)
        if row:
            self.tried(check_in, row.number, post=post())

    @rule(service=SERVICES, urgency=st.integers(0, 1))
    def walks_in(self, service: str, urgency: int) -> None:
        walk_in(post=post(), service=service, urgency=urgency, at=self.at)

    @rule(which=st.integers(0, 1), comes=st.booleans())
    def is_called(self, which: int, comes: bool) -> None:
        visit = self.tried(call_next, counter=self.counters[which], services=frozenset([SERVICE, LONG]))
        if visit is None:
            return
        number = visit.booking.number if visit.booking else ""
        if comes:
            passport = visit.booking.reference.removeprefix("UTO-") if visit.booking else ""
            assert self.tried(serve, visit, passport=f"P{passport}").state == "served"
        else:
            assert self.tried(gone, visit).state == "gone"
        if number and Booking.objects.get(number=number).state in ("served", "missed"):
            self.promised.pop(number, None)

    @rule(who=WHO, service=SERVICES)
    def is_missed(self, who: str, service: str) -> None:
        row = self.one(who, service)
        if row and self.tried(miss, row):
            self.promised.pop(row.number, None)

    @invariant()
    def nobody_shares_a_cell_and_every_booking_has_its_own(self) -> None:
        assert faults() == []

    @invariant()
    def nothing_that_was_promised_is_lost(self) -> None:
        booked = set(Booking.objects.filter(state="booked").values_list("number", flat=True))
        assert set(self.promised) <= booked

    @invariant()
    def nobody_has_two_or_waits_beside_an_appointment(self) -> None:
        opened = [(bytes(p), s) for p, s in Booking.objects.filter(state__in=OPEN).values_list("person", "service")]
        assert len(opened) == len(set(opened))

    @invariant()
    def tickets_are_given_once(self) -> None:
        given = list(Visit.objects.values_list("letter", "ticket", "day"))
        assert len(given) == len(set(given)) and Wish.objects.count() <= 10


def test_any_order_of_anything_keeps_every_seat_with_one_person(told: Told) -> None:
    quiet = settings(max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Walk, settings=quiet)
