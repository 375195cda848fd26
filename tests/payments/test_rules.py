"""The graph a payment walks, looked at as data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.payments.rules import EDGES, Attempt, Kind, Money, State, Verdict, edge, judge

OWED = Money(5000, "EUR")
MEETINGS = [st.sampled_from(State), st.sampled_from(Attempt), st.sampled_from(Kind)]


def verdict(state, attempt, event, moved=OWED):
    return judge(state=state, attempt=attempt, event=event, owed=OWED, moved=moved)[0]


def test_no_event_has_two_edges_in_one_place():
    places = [(edge.source, edge.attempt, edge.event) for edge in EDGES]
    assert len(places) == len(set(places))


def test_nothing_leads_out_of_settled_yet():
    assert State.SETTLED not in {edge.source for edge in EDGES}


def test_only_settling_moves_money():
    assert {edge.target for edge in EDGES if edge.posting} == {State.SETTLED}


def test_whatever_is_not_pending_or_settled_can_be_started():
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
        (Attempt.REFUSED, Kind.CAPTURED, Verdict.UNEXPECTED),
        (Attempt.CAPTURED, Kind.REFUSED, Verdict.UNEXPECTED),
    ],
)
def test_old_news_is_told_apart_from_contradiction(attempt, event, expected):
    assert verdict(State.SETTLED, attempt, event) == expected
