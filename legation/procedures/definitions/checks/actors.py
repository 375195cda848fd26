"""Who may take which transition, by which key, and what rules do by themselves."""

from collections.abc import Iterator

from legation.ground.sources import Location, Problem
from legation.procedures.definitions.checks.subject import Subject, officers
from legation.procedures.definitions.schema import BUILT_IN_ROLES, MADE, SETTLE_DIFFERENCE, UNPRINTABLE, Transition

# what the engine itself does to carry a case from handing in to its document, and as whom
ENGINE = {"submit": "applicant", "settle": "system", SETTLE_DIFFERENCE: "system", "issue": "system", MADE: "system",
          UNPRINTABLE: "system"}  # fmt: skip
_ALWAYS = ("submit", "settle")
# the desk's own: next, previous
_TAKEN_KEYS = ("j", "k")


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with the transitions' actors."""
    verbs = [transition.verb for _place, transition in subject.transitions]
    for verb in _ALWAYS:
        if verb not in verbs:
            what = f"There is no transition '{verb}', which carries every case on."
            yield subject.at(("transitions",), what, f"Add 'verb: {verb}' by [{ENGINE[verb]}].")
    for place, transition in subject.transitions:
        if verbs.index(transition.verb) != place[1]:
            what = f"Verb '{transition.verb}' stands twice."
            yield subject.at((*place, "verb"), what, "Join the two with 'from: [one, two]', or rename one.")
        yield from _roles(subject, place, transition)
        yield from _engine(subject, place, transition)
        yield from _key(subject, place, transition)
    yield from _same_keys(subject)
    yield from _rules(subject)
    yield from _settling(subject)


def _roles(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    yield from subject.twice((*place, "by"), "Role", transition.by)
    for number, role in enumerate(transition.by):
        if role not in subject.roles | BUILT_IN_ROLES:
            what = f"Nobody in the profile holds the role '{role}'."
            yield subject.unknown((*place, "by", number), what, role, subject.roles | BUILT_IN_ROLES)
    for alone in ("rule", "system"):
        if alone in transition.by and len(set(transition.by)) > 1:
            what = f"'{transition.verb}' is shared by a {alone} and people."
            yield subject.at((*place, "by"), what, "Give each a verb of its own, so that the record says who it was.")


def _engine(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    role = ENGINE.get(transition.verb)
    if role and transition.by != [role]:
        what = f"'{transition.verb}' is what the {role} does, nobody else."
        yield subject.at((*place, "by"), what, f"Write 'by: [{role}]', or rename the verb.")
    if not role and "system" in transition.by and not transition.expires:
        does = f"settle, {SETTLE_DIFFERENCE}, issue, {MADE} and {UNPRINTABLE}"
        what = f"The system never does '{transition.verb}'; it does {does}."
        remedy = "Give it to a rule or to an officer; what comes when a deadline is over says 'expires: true'."
        yield subject.at((*place, "by"), what, remedy)
    if role and transition.when:
        what = f"'{transition.verb}' must always be possible, or cases would be stuck after it."
        yield subject.at((*place, "when"), what, "Delete 'when'; let a rule decide afterwards.")


def _key(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    if officers(transition) and not transition.key:
        what = f"'{transition.verb}' has no key, but the desk is driven by keys."
        yield subject.at(place, what, "Add 'key:' with a letter.")
    if transition.key and not officers(transition):
        what = f"'{transition.verb}' has a key, but no officer takes it."
        yield subject.at((*place, "key"), what, "Delete 'key'.")
    if transition.key in _TAKEN_KEYS:
        what = f"The key {transition.key} moves through the queue already."
        yield subject.at((*place, "key"), what, "Choose another letter.")


def _same_keys(subject: Subject) -> Iterator[Problem]:
    seen: dict[tuple[str, str], str] = {}
    for place, transition in subject.transitions:
        if not transition.key:
            continue
        for state in transition.from_:
            other = seen.setdefault((state, transition.key), transition.verb)
            if other != transition.verb:
                what = f"In state '{state}' the key {transition.key} means '{other}' already."
                yield subject.at((*place, "key"), what, "Choose another letter.")


def _rules(subject: Subject) -> Iterator[Problem]:
    """Rules are tried in the order they stand in: all but the last need a condition, the last may have none."""
    for state in subject.definition.states:
        found = [(p, t) for p, t in subject.transitions if t.by == ["rule"] and state.state in t.from_]
        if not found:
            continue
        if state.phase in ("applicant", "officer"):
            what = f"A rule acts in state '{state.state}' before the {state.phase}, whose turn it is, can."
            yield subject.at((*found[0][0], "from"), what, "Let rules act in states of 'phase: office'.")
        for place, transition in found[:-1]:
            if not transition.when:
                what = f"'{transition.verb}' always happens in state '{state.state}', so the rules below it never do."
                yield subject.at(place, what, "Give it a condition with 'when', or put it last.")
        texts = [transition.when for _place, transition in found]
        for number, (place, transition) in enumerate(found):
            if transition.when and texts.index(transition.when) != number:
                what = f"'{transition.verb}' and '{found[texts.index(transition.when)][1].verb}' fit the same cases."
                yield subject.at((*place, "when"), what, "Correct one of the two conditions.")
        place, transition = found[-1]
        if transition.when and not any(t.by != ["rule"] for t in subject.leaving(state.state)):
            what = f"Where no condition holds, a case stays in state '{state.state}' for ever."
            yield subject.at((*place, "when"), what, "Let the last rule of a state have no 'when'.")
    yield from _circles(subject)


def _circles(subject: Subject) -> Iterator[Problem]:
    """Rules that lead one into another for ever."""
    steps = {(name, t.to): p for p, t in subject.transitions if t.by == ["rule"] for name in t.from_}
    for (begin, to), place in steps.items():
        reached, before = {to}, 0
        while len(reached) > before:
            before = len(reached)
            reached |= {end for start, end in steps if start in reached}
        if begin in reached and begin != to:
            what = f"Rules lead from '{begin}' back to '{begin}': they would never stop."
            yield subject.at((*place, "to"), what, "Let a person or the end stand between them.")


def _settling(subject: Subject) -> Iterator[Problem]:
    """Where handing in leads must be where a payment carries on."""
    verbs = {transition.verb: (place, transition) for place, transition in reversed(subject.transitions)}
    if "submit" not in verbs or "settle" not in verbs:
        return
    (place, submit), (paid_place, settle) = verbs["submit"], verbs["settle"]
    draft = subject.definition.states[0].state
    if submit.from_ != [draft]:
        yield subject.at((*place, "from"), "What is handed in is the draft.", f"Write 'from: [{draft}]'.")
    for _other, transition in subject.transitions:
        if transition.verb != "submit" and draft in transition.from_:
            what = f"'{transition.verb}' begins at the draft, but a draft can only be handed in."
            yield subject.at((*_other, "from"), what, "Name a state after 'submit'.")
    unpaid = subject.reached(without="settle")
    for other, transition in subject.transitions:
        if unpaid & set(transition.from_) and set(transition.by) - {"applicant"} and transition.verb != "settle":
            what = f"'{transition.verb}' can be taken before the fee is paid."
            yield subject.at((*other, "from"), what, "Name a state after 'settle'.")
    if submit.to not in settle.from_:
        what = f"Handing in leads to '{submit.to}', from where a payment does not carry on."
        yield subject.at((*paid_place, "from"), what, f"Add {submit.to} to 'from'.")
