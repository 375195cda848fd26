"""Finds e-visas without a fee, and fees that contradict each other."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from legation.ground.sources.problems import Problem
from legation.ground.sources.tree import Tree

from ..compiled import CompiledFee, CompiledRule
from ..index import Policy
from ..schema import EvisaRule
from .periods import Period, gaps, listing, overlap, words


def find(policy: Policy, tree: Tree) -> list[Problem]:
    """The problems of fees.

    Args:
        policy: The index of a policy whose names are known.
        tree: Where everything stands.
    """
    missing = (problem for rule in policy.rules for problem in _missing(policy, rule, tree))
    return [*missing, *_contradictions(policy, tree)]


def _missing(policy: Policy, compiled: CompiledRule, tree: Tree) -> Iterator[Problem]:
    rule = compiled.rule
    if not isinstance(rule, EvisaRule):
        return
    whole = overlap((compiled.start, compiled.end), (policy.start, policy.end))
    for place, offer in enumerate(rule.offers):
        without: defaultdict[Period, list[str]] = defaultdict(list)
        for code in compiled.nationalities if whole else ():
            rows = policy.fee_rows.get((code, offer.entries), ())
            for gap in gaps(whole, [(row.start, row.end) for row in rows]) if whole else ():
                without[gap].append(code)
        for gap, codes in without.items():
            yield tree.problem(
                (*compiled.at, "offers", place),
                f"No fee for a {offer.entries}-entry e-visa of {listing(codes)} {words(gap)}.",
                "Add a row under fees; amount: 0 if it costs nothing.",
            )


def _contradictions(policy: Policy, tree: Tree) -> Iterator[Problem]:
    for one, other in combinations(policy.fees, 2):
        shared = _shared(one, other)
        if shared:
            codes, period = shared
            yield tree.problem(
                other.at,
                f"Two fees for {other.row.entries} entry of {listing(codes)} {words(period)}; "
                f"the other is in line {tree.position(one.at)[0]}.",
                "Keep one, or let one end before the other begins.",
            )


def _shared(one: CompiledFee, other: CompiledFee) -> tuple[frozenset[str], Period] | None:
    if one.row.entries != other.row.entries or one.general != other.general:
        return None
    codes = one.nationalities & other.nationalities
    period = overlap((one.start, one.end), (other.start, other.end))
    return (codes, period) if codes and period else None
