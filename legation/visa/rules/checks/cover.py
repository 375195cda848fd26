"""Finds travellers no rule answers: a nationality, purpose, document and day without a rule."""

from collections import defaultdict

from legation.ground.sources.problems import Location, Problem
from legation.ground.sources.tree import Tree

from ..index import Cell, Policy
from .periods import Period, gaps, listing, words

_REMEDY = "Extend a rule, or end the file with a rule for all nationalities, all purposes and all documents."


def find(policy: Policy, tree: Tree) -> list[Problem]:
    """The gaps of a policy. Rules that ask for a permit close none, since not everybody holds one.

    Args:
        policy: The index of a policy whose names are known.
        tree: Where everything stands.

    Returns:
        One problem for each class of nationalities and each period without answer.
    """
    whole = (policy.start, policy.end)
    found: defaultdict[tuple[int, Period, Location], list[str]] = defaultdict(list)
    for (number, purpose, document), cell in policy.cells.items():
        for gap in gaps(whole, [(rule.start, rule.end) for rule in cell.plain]):
            found[number, gap, _near(cell, gap)].append(f"{purpose} with {document}")
    return [
        tree.problem(at, _message(policy.members[number], gap, missing), _REMEDY)
        for (number, gap, at), missing in found.items()
    ]


def _near(cell: Cell, gap: Period) -> Location:
    """The line to mend: the rule that ends just before the gap, or begins just after it."""
    for rule in reversed(cell.plain):
        if rule.rule.until is not None and (gap[0] - rule.end).days == 1:
            return (*rule.at, "until")
    for rule in reversed(cell.plain):
        if (rule.start - gap[1]).days == 1:
            return (*rule.at, "from")
    return ("sections",)


def _message(nationalities: tuple[str, ...], gap: Period, missing: list[str]) -> str:
    return f"No rule answers {listing(nationalities)} {words(gap)}: {listing(missing, most=3)}."
