"""Holds for every traveller there can be."""

from datetime import date, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from legation.ground.states.codes import nationality_codes
from legation.visa.rules import Permit, Policy, Question, decide, load_policy, rank
from legation.visa.rules.codes import DOCUMENTS, OUTCOMES, PERMIT_KINDS, PURPOSES

from .conftest import UTOPIA

CODES = sorted(nationality_codes())
DAYS = st.dates(date(2026, 1, 1), date(2035, 12, 31))
PERMITS = st.builds(
    Permit,
    issuer=st.sampled_from(["SCH", "DEU", "GBR", "USA", "JPN", "BRA", "IRL"]),
    kind=st.sampled_from(PERMIT_KINDS),
    valid_until=st.none() | DAYS,
)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    arrival = draw(DAYS)
    length = draw(st.none() | st.integers(0, 400))
    return Question(
        # Half of them where permits matter, which a draw from all would seldom hit.
        nationality=draw(st.sampled_from(CODES) | st.sampled_from(["NGA", "IND", "XXB"])),
        purpose=draw(st.sampled_from(PURPOSES) | st.just("tourism")),
        document=draw(st.sampled_from(DOCUMENTS) | st.sampled_from(["ordinary", "refugee_1951"])),
        arrival=arrival,
        departure=None if length is None else arrival + timedelta(days=length),
        permits=tuple(draw(st.lists(PERMITS, max_size=3))),
        asked_on=draw(st.none() | DAYS),
    )


@given(question=questions())
@settings(max_examples=400, deadline=None)
def test_everybody_gets_a_whole_answer(policy: Policy, question: Question) -> None:
    answer = decide(policy, question)
    route = answer.route
    assert answer.outcome in OUTCOMES
    assert (route.stay is not None) == (answer.outcome == "free")
    assert bool(route.offers) == (answer.outcome == "evisa") == (route.decision is not None)
    assert (route.refusal is not None) == (answer.outcome == "no_entry")
    assert all(offer.fee.minor >= 0 and offer.fee.currency == "EUR" for offer in route.offers)


@given(question=questions(), permit=PERMITS)
@settings(max_examples=400, deadline=None)
def test_one_more_permit_never_makes_an_answer_worse(policy: Policy, question: Question, permit: Permit) -> None:
    richer = Question(
        question.nationality,
        question.purpose,
        question.document,
        question.arrival,
        question.departure,
        (*question.permits, permit),
        question.asked_on,
    )
    assert rank(decide(policy, richer)) <= rank(decide(policy, question))


@given(question=questions())
@settings(max_examples=200, deadline=None)
def test_the_same_question_has_the_same_answer_from_the_same_file(policy: Policy, question: Question) -> None:
    assert decide(policy, question) == decide(policy, question) == decide(AGAIN, question)


@given(question=questions())
@settings(max_examples=200, deadline=None)
def test_alternatives_not_yet_open_are_better_than_the_answer(policy: Policy, question: Question) -> None:
    answer = decide(policy, question)
    for alternative in answer.alternatives:
        if alternative.held:
            continue
        opened = Permit(alternative.issued_by[0], alternative.kinds[0])
        better = decide(policy, Question(*_without_permits(question), permits=(*question.permits, opened)))
        assert rank(better) < rank(answer)


def test_all_nationalities_documents_and_purposes_are_answered_on_the_days_that_matter(
    policy: Policy,
) -> None:
    for day in (date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1), date(2099, 12, 31)):
        for code, purpose, document in product(CODES, PURPOSES, DOCUMENTS):
            assert decide(policy, Question(code, purpose, document, day)).outcome in OUTCOMES


def _without_permits(question: Question) -> tuple:
    return (
        question.nationality,
        question.purpose,
        question.document,
        question.arrival,
        question.departure,
    )


AGAIN = load_policy(UTOPIA)
