"""The graph a payment walks, looked at as data."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.payments.rules import (
    EDGES,
    REFUND_EDGES,
    UNCAPTURED,
    UNPAID,
    Attempt,
    Kind,
    Money,
    Refund,
    RefundKind,
    State,
    Verdict,
    edge,
    judge,
    judge_refund,
)

OWED = Money(5000, "EUR")
MEETINGS = [st.sampled_from(State), st.sampled_from(Attempt), st.sampled_from(Kind)]


def verdict(state, attempt, event, moved=OWED):
    return judge(state=state, attempt=attempt, event=event, owed=OWED, moved=moved)[0]


def test_no_event_has_two_edges_in_one_place():
    places = [(edge.source, edge.attempt, edge.event) for edge in EDGES]
    assert len(places) == len(set(places))


def test_nothing_unsettles_a_payment():
    assert {edge.target for edge in EDGES if edge.source == State.SETTLED} == {State.SETTLED}


def test_money_moves_on_exactly_the_edges_that_bring_it():
    bringing = {Kind.CAPTURED, Kind.MISPAID, Kind.ASSIGNED}
    assert {edge for edge in EDGES if edge.posting} == {edge for edge in EDGES if edge.event in bringing}


def test_money_that_fits_settles_whatever_is_not_paid_even_after_its_time():
    for state in UNPAID:
        for attempt in UNCAPTURED:
            assert edge(state, attempt, Kind.CAPTURED).target == State.SETTLED


def test_an_attempt_is_captured_once():
    assert not [edge for edge in EDGES if edge.attempt == Attempt.CAPTURED]


def test_a_refund_ends_and_only_failing_leads_on():
    ends = {edge.source for edge in REFUND_EDGES} & {Refund.REFUNDED, Refund.FAILED}
    assert ends == {Refund.REFUNDED}
    assert [edge.target for edge in REFUND_EDGES if edge.source == Refund.REFUNDED] == [Refund.FAILED]


@pytest.mark.parametrize("path", [p for n in range(1, 4) for p in product(RefundKind, repeat=n)])
def test_refunds_never_pay_back_more_than_was_set_aside(path):
    state, held = Refund.REQUESTED, {"refunds": -1, "clearing": 1, "unmatched": 0}
    for event in path:
        _verdict, step = judge_refund(state=state, event=event, asked=OWED, moved=OWED)
        if step:
            state = step.target
        if step and step.posting:
            held[step.posting.debit] += 1
            held[step.posting.credit] -= 1
    left = {
        Refund.REQUESTED: (-1, 1, 0), Refund.PENDING: (-1, 1, 0), Refund.REFUNDED: (0, 0, 0), Refund.FAILED: (0, 1, -1),
    }  # fmt: skip
    assert tuple(held.values()) == left[state]


def test_what_is_asked_for_and_not_open_can_be_started():
    startable = {state for state in State if edge(state, Attempt.NONE, Kind.STARTED)}
    assert startable == {State.REQUESTED, State.REFUSED}


@given(*MEETINGS)
def test_an_event_is_applied_exactly_where_it_has_an_edge(state, attempt, event):
    applied = verdict(state, attempt, event) == Verdict.APPLIED
    assert applied == (edge(state, attempt, event) is not None)


@given(*MEETINGS, st.sampled_from([Money(4999, "EUR"), Money(5000, "USD")]))
def test_other_money_is_never_applied(state, attempt, event, moved):
    assert verdict(state, attempt, event, moved) == Verdict.MISMATCH


@pytest.mark.parametrize(
    ("attempt", "event", "expected"),
    [
        (Attempt.CAPTURED, Kind.CAPTURED, Verdict.REPEATED),
        (Attempt.REFUSED, Kind.REFUSED, Verdict.REPEATED),
        (Attempt.REFUSED, Kind.CAPTURED, Verdict.APPLIED),
        (Attempt.CAPTURED, Kind.REFUSED, Verdict.UNEXPECTED),
    ],
)
def test_old_news_is_told_apart_from_contradiction(attempt, event, expected):
    assert verdict(State.SETTLED, attempt, event) == expected
