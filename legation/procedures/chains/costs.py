"""What a step costs in money, visits and working days: worked out from the definition of its service."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from legation.procedures.answers import own_facts
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import Definition
from legation.procedures.fees import price_of

WAITING = ("to_sign", "ready")
"""States of officers in which the office waits for the person: their time is not ours."""
_ASIDE = ("refuse", "decline", "withdraw", "lapse", "ask", "propose_refusal", "send_back", "reopen", "make_again")


def price(opened: Opened, answers: Mapping[str, Any], *, at: datetime) -> tuple[int, str] | None:
    """(minor units, currency) under these answers; None where the amount depends on facts that are not known yet."""
    if opened.definition.facts:
        return None
    known = own_facts(opened, answers, at=at)
    found = price_of(opened, known)
    return found.amount, found.currency


def visits(opened: Opened, *, stamps: bool) -> int:
    """How often somebody comes: once where they must, or where something is stamped on paper."""
    visit = opened.definition.visit
    return 1 if stamps or (visit is not None and visit.needed == "required") else 0


def working_days(definition: Definition) -> int:
    """The deadlines of the officers on the way from handing in to the end that is hoped for, hours as one day.

    Of ways of the same length the one that takes longer counts.
    """
    first = definition.states[0].state
    longest: dict[str, int] = {first: 0}
    edge, ends = {first}, list[int]()
    while edge and not ends:
        reached: dict[str, int] = {}
        for state in edge:
            for step in definition.transitions:
                if state in step.from_ and step.verb not in _ASIDE and step.to not in longest:
                    reached[step.to] = max(reached.get(step.to, 0), longest[state] + _days(definition, step.to))
        longest |= reached
        edge = set(reached)
        ends = [days for state, days in reached.items() if definition.state_named(state).phase == "closed"]
    with suppress(ValueError):
        return max(ends)
    return 0


def _days(definition: Definition, code: str) -> int:
    state = definition.state_named(code)
    if state.phase != "officer" or code in WAITING:
        return 0
    return state.deadline_working_days or (1 if state.deadline_hours else 0)
