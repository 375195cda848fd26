"""Who is told what: nothing is handed in or ended without a letter, and a letter says one thing."""

from collections.abc import Iterator

from legation.ground.sources import Problem
from legation.procedures.definitions.checks.subject import Subject
from legation.procedures.definitions.schema import Transition


def find(subject: Subject) -> Iterator[Problem]:
    """Ends that nobody is told of, and letters that are sent at two ends."""
    closed = {state.state for state in subject.definition.states if state.phase == "closed"}
    leads: dict[str, Transition] = {}
    for place, transition in subject.transitions:
        if transition.notice:
            first = leads.setdefault(transition.notice, transition)
            if first.to != transition.to:
                what = f"The letter '{transition.notice}' is sent at '{first.verb}', too, which leads elsewhere."
                yield subject.at((*place, "notice"), what, "Give each of the two a letter of its own.")
        elif _ends(subject, transition, closed):
            what = f"'{transition.verb}' ends a case, and the applicant is not told."
            yield subject.at(place, what, "Add 'notice:' with a letter.")
        elif transition.verb == "submit":
            what = "Whoever hands in gets no letter, so they have no reference."
            yield subject.at(place, what, "Add 'notice: received' with a letter.")


def _ends(subject: Subject, transition: Transition, closed: set[str]) -> bool:
    """Whether somebody else than the applicant closes a case; what is kept as it was is no end."""
    kept = set(transition.from_) <= subject.definition.owing()
    return transition.to in closed and transition.by != ["applicant"] and not kept
