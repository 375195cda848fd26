"""Answers "do I need a visa?" from a policy: pure, without a clock, a database or a language."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from .answer import Alternative, Answer, BestAnswer, Route, StayCheck
from .compiled import CompiledRule
from .errors import OutsidePolicy
from .hints import hints_for
from .index import Cell, Policy
from .question import Permit, Question
from .rank import Rank, rank, with_stay
from .routes import check_route, route_for

_Choice = tuple[Rank, CompiledRule, Route, StayCheck | None, Permit | None]


def decide(policy: Policy, question: Question) -> Answer:
    """Answers one question.

    The first section with a rule for this traveller decides. A rule that asks for a permit of another state
    is only ever a better offer: it counts if it stands above that rule, the permit is valid on the day of
    arrival, and it leaves the traveller better off. So showing a permit never makes an answer worse.

    Args:
        policy: A loaded policy.
        question: Who, why, on what, when.

    Returns:
        The answer with its reason; never unknown, because a policy with a gap is not loaded.

    Raises:
        UnknownNationality: Neither ISO 3166 nor ICAO knows the code.
        OutsidePolicy: The policy is not in force on the day of arrival.
    """
    nationality = policy.canonical(question.nationality)
    if nationality != question.nationality:
        question = replace(question, nationality=nationality)
    cell = policy.cells[policy.class_of[nationality], question.purpose, question.document]
    base = first_in_force(policy, cell.plain, question.arrival)
    chosen = _choice(policy, question, base, None)
    if not cell.with_permit:
        return _answer(policy, question, cell, chosen, ())
    held, missing = _by_permit(policy, question, cell, base)
    best = min((chosen, *held), key=_by_rank)
    left = [(choice, True) for choice in held if choice is not best]
    return _answer(policy, question, cell, best, _alternatives(best, [*left, *missing]))


def decide_best(policy: Policy, questions: Iterable[Question]) -> BestAnswer:
    """Answers somebody who holds several passports: one question for each.

    Args:
        policy: A loaded policy.
        questions: At least one.

    Returns:
        The best answer and the others, best first; among equals the one asked first.

    Raises:
        ValueError: No question.
        UnknownNationality, OutsidePolicy: As `decide`.
    """
    answers = sorted((decide(policy, question) for question in questions), key=rank)
    if not answers:
        raise ValueError("decide_best needs at least one question.")
    return BestAnswer(answers[0], tuple(answers[1:]))


def first_in_force(policy: Policy, rules: Iterable[CompiledRule], day: date) -> CompiledRule:
    """The first rule in force on a day.

    Raises:
        OutsidePolicy: None is; in a checked policy that means the day is outside its period.
    """
    if policy.start <= day <= policy.end:
        for rule in rules:
            if rule.start <= day <= rule.end:
                return rule
    raise OutsidePolicy(day, policy.start, policy.end)


def _choice(policy: Policy, question: Question, rule: CompiledRule, permit: Permit | None) -> _Choice:
    day = question.asked_on or question.arrival
    route, terms = route_for(policy, rule, question.nationality, day)
    check = check_route(route, question) if question.departure is not None else None
    return with_stay(terms, check), rule, route, check, permit


def _by_rank(choice: _Choice) -> Rank:
    return choice[0]


def _by_permit(
    policy: Policy, question: Question, cell: Cell, base: CompiledRule
) -> tuple[list[_Choice], list[tuple[_Choice, bool]]]:
    """Splits the rules that ask for a permit and stand above the base: permit held, permit missing."""
    held: list[_Choice] = []
    missing: list[tuple[_Choice, bool]] = []
    for rule in cell.with_permit:
        if rule.section < base.section and rule.in_force(question.arrival):
            permit = _opening(rule, question.permits, question.arrival)
            choice = _choice(policy, question, rule, permit)
            if permit is None:
                missing.append((choice, False))
            else:
                held.append(choice)
    return held, missing


def _opening(rule: CompiledRule, permits: Sequence[Permit], day: date) -> Permit | None:
    wanted = rule.permits or frozenset()
    return next((it for it in permits if (it.issuer, it.kind) in wanted and it.valid_on(day)), None)


def _alternatives(best: _Choice, others: Iterable[tuple[_Choice, bool]]) -> tuple[Alternative, ...]:
    """Routes better than the chosen one, and open ones that would be better for a shorter stay."""
    found: list[tuple[Rank, Alternative]] = []
    for (place, rule, route, _check, _permit), held in others:
        if place < best[0] or (held and rule.terms < best[1].terms):
            kinds = rule.rule.holding.kinds if rule.rule.holding else ()
            found.append((place, Alternative(route, rule.issuers, kinds, held)))
    found.sort(key=lambda pair: pair[0])
    return tuple(alternative for _, alternative in found)


def _answer(
    policy: Policy, question: Question, cell: Cell, best: _Choice, alternatives: tuple[Alternative, ...]
) -> Answer:
    _, rule, route, check, permit = best
    hints = hints_for(policy, question, cell, rule, check)
    return Answer(question, route, permit, check, alternatives, hints)
