"""One case under a bundle: what the rules would have said of it. Pure, over answers in memory."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from legation.procedures.answers import all_facts, fee_of, is_asked
from legation.procedures.bundles import Opened
from legation.procedures.definitions.expressions import ExpressionError, ready
from legation.procedures.kinds import FILE_KINDS
from legation.procedures.services.act import next_by_rule

NOT_OFFERED, INCOMPLETE, NOT_ACCEPTED = "not offered", "papers or answers missing", "not accepted"


@dataclass(frozen=True)
class Outcome:
    """What came of a case.

    Args:
        result: a state of the definition, or one of the three above: it would not have been handed in so.
        reasons: the fields that are missing (`field:photo`) or the rules that do not hold (`rule:stay_fits`).
        waits: whether an officer has to look at it.
        amount: minor units; 0 where it would not have been handed in.
    """

    result: str
    reasons: tuple[str, ...] = ()
    waits: bool = False
    amount: int = 0
    currency: str = ""


def replay(opened: Opened, answers: Mapping[str, Any], *, at: datetime) -> Outcome:
    """What the rules of a bundle make of answers handed in at a moment, up to where a person must decide."""
    facts = all_facts(opened, answers, at=at)
    context = ready(facts)
    if not _holds(opened, opened.definition.offered_when, context):
        return Outcome(NOT_OFFERED)
    if lacking := _missing(opened, answers, at=at):
        return Outcome(INCOMPLETE, lacking)
    rules = [rule for rule in opened.definition.rules if rule.at in answers]
    if broken := tuple(f"rule:{rule.rule}" for rule in rules if not _holds(opened, rule.holds, context)):
        return Outcome(NOT_ACCEPTED, broken)
    amount, currency = fee_of(opened, facts)
    state = _carried(opened, facts)
    return Outcome(
        state, waits=opened.definition.state_named(state).phase == "officer", amount=amount, currency=currency
    )


def _missing(opened: Opened, answers: Mapping[str, Any], *, at: datetime) -> tuple[str, ...]:
    asked = (field for page in opened.definition.form_pages() for field in page.fields)
    return tuple(
        f"{'paper' if field.kind in FILE_KINDS else 'field'}:{field.field}"
        for field in asked
        if field.required and field.field not in answers and is_asked(opened, field.field, answers, at=at)
    )


def _holds(opened: Opened, condition: str | None, context: Any) -> bool:
    """Whether a condition holds; one that lacks a fact is taken to hold, as everywhere."""
    with suppress(ExpressionError):
        return condition is None or bool(opened.conditions[condition].run(context))
    return True


def _carried(opened: Opened, facts: Mapping[str, Any]) -> str:
    """The state in which a paid case rests until a person or the house acts."""
    state = opened.transitions["settle"].to
    while (transition := next_by_rule(opened, state, facts)) is not None:
        state = transition.to
    return state
