"""Coming in person: an appointment is bound to a passport, and whoever must come has time to."""

from collections.abc import Iterator

from legation.ground.sources import Problem
from legation.procedures.definitions.checks.subject import Subject


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with `visit`."""
    definition = subject.definition
    if definition.visit is None:
        return
    numbers = [each for each in definition.all_fields() if each.index == "passport_number"]
    if not numbers:
        what = "No field is found by 'passport_number', so an appointment could be for anybody."
        yield subject.at(("visit",), what, "Ask for the passport number: 'index: passport_number' at its field.")
    elif definition.may_lack(numbers[0]):
        what = f"Field '{numbers[0].field}' may be left empty, and then nobody could book."
        yield subject.at(("visit",), what, "Ask everybody for it, under no condition.")
    phases = {each.phase for each in definition.states}
    if definition.visit.needed == "required" and not phases & {"officer"}:
        what = "A visit is required, but no state is of phase officer, so nobody waits for it."
        yield subject.at(("visit", "needed"), what, "Write 'needed: optional', or give the case to an officer.")
