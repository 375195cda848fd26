"""Corrections by the applicant that cost more: nothing is issued for less than it costs."""

from collections.abc import Iterator

from legation.ground.sources import Location, Problem
from legation.procedures.definitions.checks.subject import Subject
from legation.procedures.definitions.expression_types import names_in
from legation.procedures.definitions.schema import SETTLE_DIFFERENCE, Transition


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with how a correction waits for what it costs more."""
    owing = subject.definition.owing()
    for place, transition in subject.transitions:
        if transition.verb == SETTLE_DIFFERENCE:
            yield from _settling(subject, place, transition)
        elif transition.to in owing:
            yield from _waiting(subject, place, transition)
        elif transition.corrects and transition.by == ["applicant"]:
            yield from _correcting(subject, place, transition)


def _settling(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    if not transition.issues:
        what = "What was corrected is paid for, and not issued anew."
        yield subject.at(place, what, "Add 'issues:' with the document's name.")
    for number, name in enumerate(transition.from_):
        entering = [each for each in subject.definition.transitions if each.to == name]
        before = {state for each in entering for state in each.from_}
        if not any(each.expires and each.to in before for each in subject.leaving(name)):
            what = f"In state '{name}' nothing happens if the difference is never paid."
            remedy = "Add a transition by [system] with 'expires: true' back to where the document holds as it is."
            yield subject.at((*place, "from", number), what, remedy)


def _waiting(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    if not transition.corrects or transition.by != ["applicant"]:
        what = f"'{transition.verb}' leads to '{transition.to}', where a correction waits for its fee, and is none."
        yield subject.at((*place, "to"), what, "Lead there by what the applicant corrects, and by nothing else.")
    elif transition.issues:
        what = f"'{transition.verb}' issues what is not paid for yet."
        yield subject.at((*place, "issues"), what, f"Move 'issues' to '{SETTLE_DIFFERENCE}'.")


def _correcting(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    """A correction that may cost more has a sister that waits."""
    counted = {name for text in subject.definition.fee.expressions() for name in names_in(text)}
    dear = [name for name in transition.corrects if f"answers.{name}" in counted]
    owing = subject.definition.owing()
    sisters = [each for each in subject.definition.transitions if each.corrects and each.to in owing]
    fitting = {name for each in sisters if set(each.corrects) == set(transition.corrects) for name in each.from_}
    if dear and not set(transition.from_) <= fitting:
        what = f"To correct '{dear[0]}' may cost more, and nothing waits until that is paid."
        remedy = f"Add a transition that corrects the same, to a state from which '{SETTLE_DIFFERENCE}' leads on."
        yield subject.at((*place, "corrects", transition.corrects.index(dear[0])), what, remedy)
