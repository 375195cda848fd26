"""What changes, and for whom, between two bundles of a procedure: plain sentences for whoever answers for it."""

from typing import Any

from legation.procedures.definitions import facts
from legation.procedures.definitions.differences import applicants, house, officers
from legation.procedures.definitions.differences.sides import Pair, Side

APPLICANTS, OFFICERS, HOUSE = "For applicants", "For officers", "For the house"


def differences(old: dict[str, Any], new: dict[str, Any]) -> dict[str, list[str]]:
    """For whom -> what changes, in sentences; nothing where nothing does.

    Args:
        old: the content of a bundle (definition, words, policy), as `bundles.compose` gives it.
        new: the content of another bundle of the same procedure.
    """
    pair = Pair(Side(old), Side(new))
    found = {
        APPLICANTS: [*applicants.changes(pair), *_of_facts(pair)],
        OFFICERS: list(officers.changes(pair)),
        HOUSE: list(house.changes(pair)),
    }
    if old != new and not any(found.values()):
        found[HOUSE] = ["Only the order in which parts stand is another."]
    return {whom: said for whom, said in found.items() if said}


def _of_facts(pair: Pair) -> list[str]:
    """What the departments' own tables say differently, such as a visa policy."""
    said: list[str] = []
    for name in sorted(pair.old.policy.keys() & pair.new.policy.keys()):
        source, before, after = facts.source(name), pair.old.policy[name], pair.new.policy[name]
        if source and before != after:
            said += source.differences(before, after) or [f"What '{name}' says is different."]
    return said
