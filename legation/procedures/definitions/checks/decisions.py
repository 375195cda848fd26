"""Four eyes, corrections that are asked for, terms, appeals, withdrawal: who may do what, and nobody gets stuck."""

from collections.abc import Iterator

from legation.ground.sources import Location, Problem
from legation.procedures.definitions.checks.subject import Subject, officers
from legation.procedures.definitions.schema import BUILT_IN_ROLES, Before, Transition


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with decisions of several people, and with what is left to the applicant."""
    for place, transition in subject.transitions:
        if transition.four_eyes:
            yield from _four_eyes(subject, place, transition)
        if transition.asks:
            yield from _asks(subject, place, transition)
        if transition.resubmits:
            yield from _resubmits(subject, place, transition)
        if transition.appeals:
            yield from _appeals(subject, place, transition)
        if transition.together:
            yield from _together(subject, place, transition)
        yield from _terms(subject, place, transition)
        yield from _refund(subject, place, transition)
        if transition.verb == "withdraw":
            yield from _withdraws(subject, place, transition)
    yield from _grounds(subject)


def _entering(subject: Subject, state: str) -> list[Transition]:
    return [each for each in subject.definition.transitions if each.to == state]


def _only_officers(transition: Transition) -> bool:
    return not set(transition.by) & BUILT_IN_ROLES


def _only_applicant(subject: Subject, place: Location, transition: Transition, key: str) -> Iterator[Problem]:
    if transition.by != ["applicant"]:
        what = f"'{transition.verb}' {key}, which is what the applicant does."
        yield subject.at((*place, "by"), what, "Write 'by: [applicant]'.")


def _four_eyes(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    at = (*place, "four_eyes")
    if not _only_officers(transition):
        what = f"'{transition.verb}' needs a second officer, and is not left to officers."
        yield subject.at((*place, "by"), what, "Name officers' roles.")
    for name in transition.from_:
        others = [each for each in _entering(subject, name) if not _only_officers(each)]
        if others:
            what = f"'{others[0].verb}' leads to '{name}' without an officer, so nobody has proposed what is confirmed."
            yield subject.at(at, what, "Let an officer lead to a state of its own, and confirm from there.")
        if not any(not each.four_eyes for each in subject.leaving(name)):
            what = f"What is proposed in state '{name}' cannot be sent back."
            yield subject.at(at, what, f"Add a transition from {name} for who does not agree.")


def _asks(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    at = (*place, "asks")
    yield from subject.twice(at, "Field", transition.asks)
    for number, name in enumerate(transition.asks):
        field = subject.fields.get(name)
        if field is None:
            yield subject.unknown((*at, number), f"There is no field '{name}' to ask for.", name, subject.fields)
        elif field.fixed or field.kind == "declaration":
            what = f"Field '{name}' cannot be given another answer."
            yield subject.at((*at, number), what, "Take it out; another answer needs another application.")
    if not _only_officers(transition):
        yield subject.at((*place, "by"), f"'{transition.verb}' asks the applicant.", "Name an officer's role.")
    if not transition.notice:
        what = f"'{transition.verb}' asks the applicant for something, and they are not told."
        yield subject.at(place, what, "Add 'notice:' with a letter that gives {reasons}.")
    leaving = subject.leaving(transition.to)
    if not any(each.resubmits for each in leaving):
        what = f"'{transition.verb}' asks, and in state '{transition.to}' nobody can answer."
        yield subject.at((*place, "to"), what, "Add a transition by [applicant] with 'resubmits: true'.")
    if not any(each.expires for each in leaving):
        what = f"'{transition.verb}' asks, and nothing happens if no answer comes."
        yield subject.at((*place, "to"), what, "Add a transition by [system] with 'expires: true'.")


def _resubmits(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    yield from _only_applicant(subject, place, transition, "answers what was asked")
    for number, name in enumerate(transition.from_):
        if any(not each.asks for each in _entering(subject, name)) or not _entering(subject, name):
            what = f"In state '{name}' nothing may have been asked that '{transition.verb}' could answer."
            yield subject.at(
                (*place, "from", number), what, "Name a state that only a transition with 'asks' leads to."
            )

    closed = {state.state for state in subject.definition.states if state.phase == "closed"}
    if transition.to in closed:
        what = f"'{transition.verb}' answers what was asked and closes the case, so nobody looks at the answer."
        yield subject.at((*place, "to"), what, "Lead back to who asked.")


def _withdraws(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    states = {state.state: state for state in subject.definition.states}
    making = {name for each in subject.definition.transitions if each.verb == "issue" for name in each.from_}
    for number, name in enumerate(transition.from_):
        if name in making or (name in states and states[name].phase == "closed"):
            why = "its document is being made" if name in making else "it is closed"
            what = f"A case in state '{name}' cannot be withdrawn any more: {why}."
            yield subject.at((*place, "from", number), what, "Name states before the decision.")


def _appeals(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    yield from _only_applicant(subject, place, transition, "appeals")
    refusals, definition = subject.definition.refusals(), subject.definition
    for number, name in enumerate(transition.from_):
        if name not in refusals:
            what = f"State '{name}' is no refusal that one could appeal against."
            yield subject.at((*place, "from", number), what, "Name a state with 'refusal: true'.")
    if not transition.within_days:
        what = f"'{transition.verb}' has no term."
        yield subject.at(place, what, "Add 'within_days:', counted from the refusal.")
    deciding = subject.leaving(transition.to)
    refusing = {role for name in transition.from_ for each in _entering(subject, name) for role in officers(each)}
    for role in sorted({role for each in deciding for role in officers(each)} & refusing):
        what = f"The role '{role}' refuses, and decides about the appeal against that."
        yield subject.at((*place, "to"), what, "Give the appeal to another role.")
    if not any(each.to in refusals for each in deciding):
        what = f"An appeal in state '{transition.to}' cannot be turned down."
        yield subject.at((*place, "to"), what, "Add a transition to a state with 'refusal: true'.")
    overturning = [each for each in deciding if definition.overturns(each) and officers(each)]
    if not overturning:
        what = f"An appeal in state '{transition.to}' can never be granted."
        yield subject.at((*place, "to"), what, "Add a transition that grants what was refused.")
    for each in overturning:
        if not each.reasons or not each.notice:
            number = definition.transitions.index(each)
            what = f"'{each.verb}' grants what was refused, and does not say why."
            yield subject.at(("transitions", number), what, "Add 'reasons: true' and 'notice:' with a letter.")


def _together(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    """What is decided about a person, or needs words, is not done in passing with a hundred others."""
    at = (*place, "together")
    if not _only_officers(transition):
        what = f"'{transition.verb}' is done with many cases in one go, and is not left to officers."
        yield subject.at((*place, "by"), what, "Name officers' roles.")
    said = {"reasons": transition.reasons, "asks": transition.asks, "corrects": transition.corrects}
    decided = {"four_eyes": transition.four_eyes, "issues": transition.issues, "revokes": transition.revokes,
               "registers": transition.registers, "annotates": transition.annotates}  # fmt: skip
    for key in (key for key, value in (said | decided).items() if value):
        what = f"'{transition.verb}' has '{key}', which each case needs for itself."
        yield subject.at(at, what, "Delete 'together'.")


def _terms(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    closed = {state.state for state in subject.definition.states if state.phase == "closed"}
    states = {state.state: state for state in subject.definition.states}
    if transition.within_days and (transition.by != ["applicant"] or not set(transition.from_) <= closed):
        what = f"'{transition.verb}' has a term, which is for what an applicant does with a closed case."
        yield subject.at((*place, "within_days"), what, "Delete it, or write 'deadline_hours' at the state.")
    if not transition.expires:
        return
    if transition.by != ["system"]:
        what = f"'{transition.verb}' happens when a deadline is over, so nobody does it."
        yield subject.at((*place, "by"), what, "Write 'by: [system]'.")
    for number, name in enumerate(transition.from_):
        if name in states and not states[name].has_deadline:
            what = f"State '{name}' has no deadline that could be over."
            yield subject.at(
                (*place, "from", number), what, f"Add 'deadline_working_days' or 'deadline_hours' to {name}."
            )


def _refund(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    if transition.refund is None:
        unpaid = {name for each in subject.definition.transitions if each.verb == "settle" for name in each.from_}
        late = [name for name in transition.from_ if transition.verb == "withdraw" and name not in unpaid]
        if late:
            what = f"In state '{late[0]}' the fee may be paid, and 'withdraw' does not say what becomes of it."
            yield subject.at(place, what, "Add 'refund: full', 'refund: none' or 'refund: {before: <state>}'.")
        return
    if transition.verb != "withdraw" and not transition.expires:
        what = f"'{transition.verb}' says what is paid back, but it is no withdrawal."
        yield subject.at((*place, "refund"), what, "Delete 'refund'; it belongs to 'withdraw' and to what 'expires'.")
    if isinstance(transition.refund, Before):
        codes = [state.state for state in subject.definition.states]
        if transition.refund.before not in codes:
            what = f"There is no state '{transition.refund.before}'."
            yield subject.unknown((*place, "refund", "before"), what, transition.refund.before, codes)


def _grounds(subject: Subject) -> Iterator[Problem]:
    definition = subject.definition
    for number, code in enumerate(definition.revocation_reasons or ()):
        if code in definition.refusal_reasons:
            what = f"'{code}' is a reason to refuse, and those are reasons to revoke, too."
            yield subject.at(("revocation_reasons", number), what, "Keep it in one of the two.")
    if definition.revocation_reasons and not any(t.revokes and t.reasons for t in definition.transitions):
        what = "There are reasons to revoke, but nothing is revoked with reasons."
        yield subject.at(("revocation_reasons",), what, "Delete them, or add a transition with 'revokes: true'.")
    yield from subject.twice(("appeal_grounds",), "The ground", definition.appeal_grounds)
    for number, code in enumerate(definition.appeal_grounds):
        if code in (*definition.refusal_reasons, *(definition.revocation_reasons or ())):
            what = f"'{code}' is a reason to refuse and a ground to grant."
            yield subject.at(("appeal_grounds", number), what, "Rename one of them.")
    appealed = definition.appealed()
    if definition.appeal_grounds and not appealed:
        what = "There are grounds to grant an appeal, but nobody may appeal."
        yield subject.at(("appeal_grounds",), what, "Delete them, or add a transition with 'appeals: true'.")
    if appealed and not definition.appeal_grounds:
        yield subject.at(
            ("transitions",), "An appeal cannot be granted: there are no grounds.", "Add 'appeal_grounds:'."
        )
