"""What an act writes in a register: an entry, or a note in the margin of the one that its case has."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from legation.ground.people.api import Actor
from legation.ground.posts.api import post_code
from legation.ground.profile import profile
from legation.procedures.answers import key_of
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import Transition
from legation.procedures.findable import name_values
from legation.procedures.models import Case
from legation.procedures.selectors import answers_decided
from legation.registers import api as registers


def entered(
    case: Case, opened: Opened, transition: Transition, changed: Mapping[str, Any], *, by: Actor, at: datetime
) -> str:
    """Enter what a locked case says in the register that a transition names; gives the entry's number."""
    code = str(transition.registers)
    entry, register = opened.definition.entry_in(code), registers.registers()[code]
    assert entry is not None  # noqa: S101 - checked when it was published
    answers = answers_decided(case, opened) | dict(changed)
    says = {name: answers[name] for name in entry.says if name in answers}
    found_by = [answers[name] for name in entry.found_by if name in answers]
    name = " ".join(str(answers[name]) for name in entry.name or opened.definition.subject_name if name in answers)
    purpose = registers.purpose(code)
    place = profile().centre if register.kept_by == "centre" else post_code(case.origin_id or case.post_id)
    return registers.enter(
        registers.Written(
            register=code, place=place, reference=case.reference, key=key_of(case),
            content={"name": name, "answers": says}, body={"bundle": opened.digest, "action": case.count + 1},
            facts={name: answers[name] for name in entry.shows or () if name in answers},
            found_by=[value for each in found_by for value in name_values(purpose, each)],
        ),
        by=by.name, at=at,
    )  # fmt: skip


def noted(
    case: Case, opened: Opened, transition: Transition, right: Mapping[str, Any], *,
    by: Actor, at: datetime, reasons: Sequence[str],
) -> None:  # fmt: skip
    """Write in the margin of what a case entered that it is cancelled, or which answers are right from now on."""
    entries = opened.definition.entries
    if not entries or not (transition.revokes or right) or transition.registers:
        return
    for found in registers.of_reference(case.reference):
        entry = opened.definition.entry_in(found.register)
        answers = {name: value for name, value in right.items() if entry and name in entry.says}
        if found.is_cancelled or not (transition.revokes or answers):
            continue
        kind = registers.CANCELLED if transition.revokes else registers.CORRECTED
        body = {"action": case.count, **({"reasons": list(reasons)} if reasons else {})}
        registers.annotate(found.entry, kind=kind, content={"answers": answers}, body=body, by=by.name, at=at)
