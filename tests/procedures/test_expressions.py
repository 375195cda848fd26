"""Conditions: typed, bounded, and the same answer from two libraries."""

from datetime import UTC, datetime

import celpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.procedures.definitions.expression_types import Scope, check_expression
from legation.procedures.definitions.expressions import Expression, ExpressionError

SCOPE = Scope(
    {
        "answers.arrival": "date", "answers.departure": "date", "answers.state": "string", "answers.age": "int",
        "answers.permit": "string", "policy.granted": "bool", "today": "date",
    },
    frozenset({"answers.permit"}),
)  # fmt: skip
FACTS = {
    "answers": {"arrival": datetime(2026, 12, 1, tzinfo=UTC), "departure": datetime(2026, 12, 8, tzinfo=UTC),
                "state": "FRA", "age": 17},
    "policy": {"granted": True}, "today": datetime(2026, 11, 22, tzinfo=UTC),
}  # fmt: skip

GOOD = {
    "answers.arrival >= today": True,
    "days(answers.arrival, answers.departure) == 7": True,
    'answers.state in ["FRA", "DEU"] && policy.granted': True,
    "answers.age >= 18 || !policy.granted": False,
    'has(answers.permit) && answers.permit == "visa"': False,
    '!has(answers.permit) || answers.permit == "visa"': True,
    'has(answers.permit) ? answers.permit == "visa" : policy.granted': True,
    'policy.granted && (has(answers.permit) && answers.age > 3) && answers.permit == "visa"': False,
    "(answers.age + 1) * 2 > 30": True,
    'policy.granted ? answers.state == "FRA" : false': True,
}

BAD = {
    "answers.arrival >=": "not a condition",
    "answers.arival >= today": "no 'answers.arival'",
    "answers.age": "gives a whole number, not yes or no",
    "answers.state > 3": "has no order",
    'answers.age + "x" == 3': "a whole number is needed",
    'answers.permit == "visa"': "may be left empty",
    "[1, 2].all(x, x > 0)": "not part of our subset",
    'matches(answers.state, "F.*")': "not a function we have",
    "answers.age > 1.5": "literal",
    "policy.granted && answers.age": "yes or no is needed",
    "answers.age == answers.state": "a whole number is needed",
    'answers.age in ["a"]': "looks for a string",
    'has(answers.permit) || answers.permit == "visa"': "may be left empty",
    '!has(answers.permit) && answers.permit == "visa"': "may be left empty",
    'has(answers.permit) ? true : answers.permit == "visa"': "may be left empty",
    "has(nothing.at_all)": "takes the name of one answer or fact",
    " || ".join(["answers.age > 1"] * 40): "characters",
    "1" + "+1" * 130 + "==1": "parts",
}


def checked(text: str, scope: Scope) -> Expression:
    check_expression(text, scope, gives="bool")
    return Expression(text)


@pytest.mark.parametrize("text", GOOD)
def test_a_good_condition_is_answered(text: str) -> None:
    assert checked(text, SCOPE).run(FACTS) is GOOD[text]


@pytest.mark.parametrize("text", BAD)
def test_a_bad_condition_is_refused_when_it_is_loaded(text: str) -> None:
    with pytest.raises(ExpressionError, match=BAD[text]):
        checked(text, SCOPE)


def test_a_mistake_is_shown_at_its_character() -> None:
    with pytest.raises(ExpressionError) as refused:
        checked("policy.granted && answers.foo", SCOPE)
    assert refused.value.column == 19


@given(st.integers(0, 99), st.integers(0, 99), st.sampled_from(["FRA", "DEU", "X"]), st.booleans())
def test_both_libraries_agree(age: int, limit: int, state: str, granted: bool) -> None:
    text = f'(answers.age >= {limit} && answers.state in ["FRA", "DEU"]) || !policy.granted'
    facts = {"answers": {"age": age, "state": state}, "policy": {"granted": granted}}
    ours = checked(text, SCOPE).run(facts)
    environment = celpy.Environment()
    theirs = environment.program(environment.compile(text)).evaluate(
        {name: celpy.json_to_cel(value) for name, value in facts.items()}
    )
    assert ours == bool(theirs)


ROWS = Scope(
    {"answers.children": "rows", "answers.home.country": "string", "today": "date"}, frozenset({"answers.home.country"}),
    {"answers.children": Scope({"name": "string", "born.year": "int", "school": "string"}, frozenset({"school"}))},
)  # fmt: skip


@pytest.mark.parametrize(("text", "value"), [
    ("size(answers.children) == 2", True),
    ("answers.children.exists(c, c.born.year > 2015)", True),
    ("answers.children.all(c, c.born.year > 2015)", False),
    ('answers.children.exists(c, has(c.school) && c.school == "x")', True),
    ('has(answers.home) && answers.home.country == "FRA"', True),
])  # fmt: skip
def test_rows_and_parts_of_answers_can_be_asked(text: str, value: bool) -> None:
    children = [{"name": "Ann", "born": {"year": 2010}}, {"name": "Bob", "born": {"year": 2020}, "school": "x"}]
    facts = {"answers": {"children": children, "home": {"country": "FRA"}}}
    assert checked(text, ROWS).run(facts) is value


@pytest.mark.parametrize("text", [
    "answers.children.exists(c, c.age > 3)", "answers.children.map(c, c.name)", "answers.home.country == 'FRA'",
    "answers.children.exists(answers, true)", "answers.children.exists(c, c.school == 'x')", "c.name == 'x'",
    "has(answers.home.country)", "answers.children == 'x'", "answers.children.exists(c, d, true)", "answers.children.exists(today, true)",
])  # fmt: skip
def test_rows_are_asked_as_they_are_and_no_other_way(text: str) -> None:
    with pytest.raises(ExpressionError):
        check_expression(text, ROWS, gives="bool")


def test_an_answer_that_is_absent_is_asked_for_as_a_whole() -> None:
    expression = checked('has(answers.home) && answers.home.country == "FRA"', ROWS)
    assert expression.run({"answers": {}}) is False
