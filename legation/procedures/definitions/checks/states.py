"""The states of a case: each can be reached, each can be left, each leads to an end, and somebody acts in each."""

from collections.abc import Iterator

from legation.ground.sources import Problem
from legation.procedures.definitions.checks.subject import Subject, officers
from legation.procedures.definitions.schema import SETTLE_DIFFERENCE, State, Transition

_WHO = {
    "applicant": "the applicant", "officer": "an officer", "office": "the house itself (a rule or the system)",
}  # fmt: skip


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with the states."""
    states = subject.definition.states
    codes = [state.state for state in states]
    if states[0].phase != "draft":
        what = f"The first state, '{codes[0]}', is not a draft."
        yield subject.at(("states", 0), what, "Begin with a state of 'phase: draft'.")
    for number, state in enumerate(states):
        if codes.index(state.state) != number:
            yield subject.at(("states", number, "state"), f"There is another state '{state.state}'.", "Rename one.")
        if number and state.phase == "draft":
            what = f"State '{state.state}' is a second draft; only the first state is one."
            yield subject.at(("states", number, "phase"), what, "Correct 'phase'.")
        yield from _state(subject, number, state)
    yield from _targets(subject, set(codes))
    yield from _ways(subject)


def _targets(subject: Subject, codes: set[str]) -> Iterator[Problem]:
    for place, transition in subject.transitions:
        yield from subject.twice((*place, "from"), "State", transition.from_)
        if transition.to not in codes:
            what = f"There is no state '{transition.to}'."
            yield subject.unknown((*place, "to"), what, transition.to, codes)
        for number, name in enumerate(transition.from_):
            if name not in codes:
                yield subject.unknown((*place, "from", number), f"There is no state '{name}'.", name, codes)
            elif name == transition.to:
                what = f"'{transition.verb}' leads from '{name}' to where it already is."
                yield subject.at((*place, "to"), what, "Name another state.")


def _ways(subject: Subject) -> Iterator[Problem]:
    """What cannot be reached from the draft, and from where no closed state can be reached."""
    states = subject.definition.states
    steps = [(name, each.to) for each in subject.definition.transitions for name in each.from_]
    reached = _reach({states[0].state}, steps)
    ending = _reach({s.state for s in states if s.phase == "closed"}, [(to, name) for name, to in steps])
    leaving = {name for name, _to in steps}
    if not any(state.phase == "closed" for state in states):
        yield subject.at(("states",), "No case ever ends: no state is closed.", "Give the last state 'phase: closed'.")
        return
    for number, state in enumerate(states):
        if state.state not in reached:
            what = f"No way leads to state '{state.state}'."
            yield subject.at(("states", number), what, "Add a transition to it, or delete it.")
        if state.phase != "closed" and state.state not in leaving:
            what = f"No way leads out of state '{state.state}'."
            yield subject.at(("states", number), what, "Add a transition from it, or write 'phase: closed'.")
        elif state.state not in ending:
            what = f"From state '{state.state}' no closed state can be reached: its cases would go round for ever."
            yield subject.at(("states", number), what, "Add a transition towards an end.")


def _reach(begin: set[str], steps: list[tuple[str, str]]) -> set[str]:
    reached = set(begin)
    while more := {to for name, to in steps if name in reached} - reached:
        reached |= more
    return reached


def _always_open(transition: Transition) -> bool:
    """Whether an applicant may take it while it is not their turn: withdraw, and what has a term after the end."""
    return transition.verb == "withdraw" or transition.within_days is not None


def _state(subject: Subject, number: int, state: State) -> Iterator[Problem]:
    place = ("states", number)
    by = {role for each in subject.leaving(state.state) for role in each.by}
    acting = {role for each in subject.leaving(state.state) for role in each.by if not _always_open(each)}
    staff = {role for each in subject.leaving(state.state) for role in officers(each)}
    settles = any(each.verb in ("settle", SETTLE_DIFFERENCE) for each in subject.leaving(state.state))
    acts = {"applicant": "applicant" in by or settles, "officer": bool(staff), "office": bool(by & {"rule", "system"})}
    if state.phase in acts and by and not acts[state.phase]:
        what = f"In state '{state.state}' it is the turn of {_WHO[state.phase]}, who can do nothing there."
        yield subject.at((*place, "phase"), what, "Correct 'phase', or give them a transition.")
    if settles and state.phase in ("office", "officer"):
        what = f"State '{state.state}' waits until the applicant has paid, but it is not their turn."
        yield subject.at((*place, "phase"), what, "Write 'phase: applicant'.")
    if state.phase not in ("draft", "applicant") and "applicant" in acting:
        what = f"The applicant may act in state '{state.state}', but it is not their turn."
        yield subject.at((*place, "phase"), what, "Write 'phase: applicant', or take the transition from them.")
    if state.phase == "closed" and by & {"rule", "system"}:
        what = f"State '{state.state}' is closed, and yet a rule or the system leads on from it."
        yield subject.at((*place, "phase"), what, "Write 'phase: office', or delete the transition.")
    yield from _deadline(subject, number, state)
    if state.refusal and state.phase != "closed":
        what = f"State '{state.state}' is a refusal that is not closed."
        yield subject.at((*place, "refusal"), what, "Write 'phase: closed', or delete 'refusal'.")


def _deadline(subject: Subject, number: int, state: State) -> Iterator[Problem]:
    place = ("states", number)
    key = "deadline_hours" if state.deadline_hours else "deadline_working_days"
    if state.deadline_hours and state.deadline_working_days:
        what = f"State '{state.state}' has a deadline in hours and one in working days."
        yield subject.at((*place, "deadline_working_days"), what, "Keep one of the two.")
    if state.has_deadline and state.phase in ("draft", "office", "closed"):
        what = f"State '{state.state}' has a deadline, but nobody to act in it."
        remedy = f"Delete '{key}'." + (" A draft ends after 'draft_days'." if state.phase == "draft" else "")
        yield subject.at((*place, key), what, remedy)
    if state.phase == "officer" and not state.has_deadline:
        what = f"State '{state.state}' waits for an officer without a deadline."
        remedy = "Add 'deadline_hours' or 'deadline_working_days': the applicant is told the day."
        yield subject.at(place, what, remedy)
