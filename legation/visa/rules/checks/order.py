"""Finds rules that contradict each other in one section, and rules that can never decide anything."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations, product

from legation.ground.sources.problems import Problem
from legation.ground.sources.tree import Tree

from ..compiled import CompiledRule
from ..index import Cell, Policy, changes
from ..rank import longest
from .periods import Period, gaps, listing, overlap, words


def find(policy: Policy, tree: Tree) -> list[Problem]:
    """The problems of precedence.

    Args:
        policy: The index of a policy whose names are known.
        tree: Where everything stands.
    """
    return [*_overlaps(policy, tree), *_in_vain(policy, tree)]


def _overlaps(policy: Policy, tree: Tree) -> Iterator[Problem]:
    for one, other in combinations(policy.rules, 2):
        period = overlap((one.start, one.end), (other.start, other.end))
        if one.section != other.section or period is None or not _same_permits(one, other):
            continue
        who, why, on = (
            one.nationalities & other.nationalities,
            one.purposes & other.purposes,
            one.documents & other.documents,
        )
        if who and why and on:
            yield tree.problem(
                other.at,
                f"{other.rule.rule} and {one.rule.rule} (line {tree.position(one.at)[0]}) both decide "
                f"for {listing(who)} / {listing(why, 3)} / {listing(on, 3)} {words(period)}.",
                "Narrow one of them, or move the one that should win to a section above.",
            )


def _same_permits(one: CompiledRule, other: CompiledRule) -> bool:
    """Two rules for different permits do not contradict each other: the better one is taken."""
    if one.permits is None or other.permits is None:
        return True
    return bool(one.permits & other.permits)


def _in_vain(policy: Policy, tree: Tree) -> Iterator[Problem]:
    whole = (policy.start, policy.end)
    for rule in policy.rules:
        period = overlap((rule.start, rule.end), whole)
        if period is None:
            yield tree.problem(
                (*rule.at, "from"),
                f"{rule.rule.rule} is never in force while the policy is ({words(whole)}).",
                "Correct its dates, or delete it.",
            )
        elif not any(_decides(cell, rule, period) for cell in _cells(policy, rule)):
            yield tree.problem(
                rule.at,
                f"{rule.rule.rule} can never decide: rules above it answer the same travellers"
                + (" at least as well." if rule.permits else "."),
                "Move it to a section above them, or delete it.",
            )


def _cells(policy: Policy, rule: CompiledRule) -> Iterator[Cell]:
    classes = sorted({policy.class_of[code] for code in rule.nationalities})
    for number, purpose, document in product(classes, sorted(rule.purposes), sorted(rule.documents)):
        yield policy.cells[number, purpose, document]


def _decides(cell: Cell, rule: CompiledRule, period: Period) -> bool:
    if rule.permits is None:
        above = [(it.start, it.end) for it in cell.plain if it.section < rule.section]
        return bool(gaps(period, above))
    days = [period[0], *(day for day in changes(cell.plain) if period[0] < day <= period[1])]
    return any(_betters(cell, rule, day) for day in days)


def _betters(cell: Cell, rule: CompiledRule, day: date) -> bool:
    """Whether a permit rule stands above the plain one of that day and offers more, or a longer stay."""
    base = next((it for it in cell.plain if it.in_force(day)), None)
    if base is None or base.section <= rule.section:
        return False
    return rule.terms < base.terms or longest(rule.route) > longest(base.route) > 0
