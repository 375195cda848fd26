"""What would change an answer: a later day, a shorter stay, another document, a permit that runs longer."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date

from .answer import Hint, StayCheck
from .compiled import CompiledRule
from .index import Cell, Policy
from .question import Question


def hints_for(
    policy: Policy, question: Question, cell: Cell, chosen: CompiledRule, check: StayCheck | None
) -> tuple[Hint, ...]:
    """The hints for one answer, most useful first.

    Args:
        policy: The policy asked.
        question: What was asked.
        cell: The rules for this traveller.
        chosen: The rule that decided.
        check: Whether the stay fits.
    """
    hints: list[Hint] = []
    if check is not None and check.verdict == "exceeds":
        hints.extend(_about_stay(chosen, check))
    if question.permits and cell.with_permit:
        hints.extend(_about_permits(question, cell, chosen))
    if question.document != "ordinary":
        hints.extend(_about_document(policy, question, chosen))
    hints.extend(_about_dates(policy, question, cell, chosen))
    return tuple(hints)


def _about_stay(chosen: CompiledRule, check: StayCheck) -> Iterator[Hint]:
    if check.earliest_arrival is not None:
        yield Hint("wait_before_arrival", chosen.rule.outcome, chosen.rule.rule, day=check.earliest_arrival)
    days = check.intended_days - check.days_over
    if days > 0:
        yield Hint("shorten_stay", chosen.rule.outcome, chosen.rule.rule, days=days)
    yield Hint("ask_post_for_longer_stay", "visa_at_post")


def _about_permits(question: Question, cell: Cell, chosen: CompiledRule) -> Iterator[Hint]:
    """A permit that would open a better outcome, had it not run out by the day of arrival."""
    base = _first(cell.plain, question.arrival)
    for rule in cell.with_permit:
        above = base is not None and rule.section < base.section
        if not above or not rule.in_force(question.arrival) or not _is_better(rule, chosen):
            continue
        for permit in question.permits:
            if (permit.issuer, permit.kind) in (rule.permits or ()) and not permit.valid_on(question.arrival):
                yield Hint("renew_permit", rule.rule.outcome, rule.rule.rule, day=question.arrival)
                return


def _about_document(policy: Policy, question: Question, chosen: CompiledRule) -> Iterator[Hint]:
    number = policy.class_of[question.nationality]
    rule = _first(policy.cells[number, question.purpose, "ordinary"].plain, question.arrival)
    if rule is not None and _is_better(rule, chosen):
        yield Hint("use_document", rule.rule.outcome, rule.rule.rule, document="ordinary")


def _about_dates(policy: Policy, question: Question, cell: Cell, chosen: CompiledRule) -> Iterator[Hint]:
    """The first later day on which another rule decides; after a permit only if it is better than that."""
    for day in cell.changes[bisect_right(cell.changes, question.arrival) :]:
        rule = _first(cell.plain, day)
        if rule is None or day > policy.end:
            return
        if rule is not chosen and (chosen.permits is None or _is_better(rule, chosen)):
            yield Hint("rule_changes", rule.rule.outcome, rule.rule.rule, day=day)
            return


def _first(rules: tuple[CompiledRule, ...], day: date) -> CompiledRule | None:
    return next((rule for rule in rules if rule.start <= day <= rule.end), None)


def _is_better(rule: CompiledRule, than: CompiledRule) -> bool:
    return rule.terms < than.terms
