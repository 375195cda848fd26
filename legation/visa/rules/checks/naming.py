"""Finds names nobody defined, names nobody uses, and rules with the same name."""

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches

from legation.ground.sources.problems import Location, Problem
from legation.ground.sources.tree import Tree
from legation.ground.states.codes import canonical_nationality, nationality_codes

from ..codes import ALL
from ..index import Policy
from ..schema import PolicyFile, Rule


def find(file: PolicyFile, tree: Tree) -> list[Problem]:
    """The problems of names in a policy.

    Args:
        file: The policy as written.
        tree: Where everything stands.
    """
    return [*_issuing_state(file, tree), *_members(file, tree), *_used(file, tree), *_twice(file, tree)]


def unused(policy: Policy, tree: Tree) -> list[Problem]:
    """Groups and areas that nothing uses; mostly a sign that a rule was forgotten."""
    file = policy.file
    used = {name for fee in file.fees for name in fee.nationalities}
    for _, row in _rules(file):
        used.update(row.nationalities, row.holding.issued_by if row.holding else ())
    return [
        tree.problem((kind, name), f"{name} is defined but never used.", "Use it, or delete it.")
        for kind, table in (("areas", file.areas), ("groups", file.groups))
        for name in table
        if name not in used
    ]


def _issuing_state(file: PolicyFile, tree: Tree) -> Iterator[Problem]:
    if file.issuing_state not in nationality_codes():
        yield _unknown(file.issuing_state, ("issuing_state",), tree, ())


def _members(file: PolicyFile, tree: Tree) -> Iterator[Problem]:
    """Members of groups and areas are codes: a group of groups cannot be read at a glance."""
    for kind, table in (("areas", file.areas), ("groups", file.groups)):
        for name, codes in table.items():
            yield from _codes(codes, (kind, name), tree, ())


def _used(file: PolicyFile, tree: Tree) -> Iterator[Problem]:
    groups = tuple(file.groups)
    for at, row in _rules(file):
        yield from _codes(row.nationalities, (*at, "nationalities"), tree, (*groups, ALL))
        yield from _alone(row.nationalities, (*at, "nationalities"), tree)
        yield from _alone(row.purposes, (*at, "purposes"), tree)
        yield from _alone(row.documents, (*at, "documents"), tree)
        if row.holding is not None:
            where = (*at, "holding", "issued_by")
            yield from _codes(row.holding.issued_by, where, tree, (*groups, *file.areas))
    for place, fee in enumerate(file.fees):
        where = ("fees", place, "nationalities")
        yield from _codes(fee.nationalities, where, tree, (*groups, ALL))
        yield from _alone(fee.nationalities, where, tree)


def _codes(codes: tuple[str, ...], at: Location, tree: Tree, also: tuple[str, ...]) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, code in enumerate(codes):
        if code in seen:
            yield tree.problem((*at, place), f"{code} stands in this list twice.", "Delete one.")
        elif code not in nationality_codes() and code not in also:
            yield _unknown(code, (*at, place), tree, also)
        seen.add(code)


def _unknown(code: str, at: Location, tree: Tree, also: tuple[str, ...]) -> Problem:
    if code.islower() and len(code) > 3:
        near = get_close_matches(code, also, n=1)
        remedy = f"Did you mean {near[0]}?" if near else "Define it under groups, or list the codes."
        return tree.problem(at, f"There is no group {code}.", remedy)
    meant = canonical_nationality(code)
    remedy = f"Write {meant}." if meant else "Write a code of three letters as in the passport, such as NOR."
    return tree.problem(at, f"{code} is not a nationality code of ISO 3166 or ICAO.", remedy)


def _alone(words: tuple[str, ...], at: Location, tree: Tree) -> Iterator[Problem]:
    if ALL in words and len(words) > 1:
        yield tree.problem(at, "all stands beside other entries.", "Write [all], or only the others.")


def _twice(file: PolicyFile, tree: Tree) -> Iterator[Problem]:
    seen: Counter[str] = Counter()
    for at, row in _rules(file):
        seen[row.rule] += 1
        if seen[row.rule] == 2:
            yield tree.problem((*at, "rule"), f"Another rule is named {row.rule}.", "Give each rule its own name.")
    sections: Counter[str] = Counter()
    for place, section in enumerate(file.sections):
        sections[section.section] += 1
        if sections[section.section] == 2:
            at = ("sections", place, "section")
            yield tree.problem(at, f"Another section is named {section.section}.", "Give each its own name.")


def _rules(file: PolicyFile) -> Iterator[tuple[Location, Rule]]:
    for outer, section in enumerate(file.sections):
        for inner, rule in enumerate(section.rules):
            yield ("sections", outer, "rules", inner), rule
