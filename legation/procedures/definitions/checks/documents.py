"""Refusing, issuing, revoking, correcting: what binds somebody."""

from collections.abc import Iterator

from legation.ground.sources import Location, Problem
from legation.procedures.definitions import issuers
from legation.procedures.definitions.checks.references import needs
from legation.procedures.definitions.checks.subject import Subject, officers
from legation.procedures.definitions.options import BINDING, FILES
from legation.procedures.definitions.schema import BUILT_IN_ROLES, Transition


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with decisions and documents."""
    refusals = {state.state for state in subject.definition.states if state.refusal}
    for place, transition in subject.transitions:
        if transition.to in refusals:
            yield from _refusal(subject, place, transition)
        elif transition.reasons and not (transition.revokes or _proposes(subject, transition)):
            what = f"'{transition.verb}' gives reasons, but it neither refuses nor revokes."
            yield subject.at((*place, "reasons"), what, "Write 'refusal: true' at its state, or delete 'reasons'.")
        if transition.issues:
            yield from _issues(subject, place, transition)
        if transition.revokes:
            yield from _revokes(subject, place, transition)
        if transition.corrects:
            yield from _corrects(subject, place, transition)
        yield from _afterwards(subject, place, transition)
    yield from _issuing(subject)


def _proposes(subject: Subject, transition: Transition) -> bool:
    """Whether reasons are given for what a second officer confirms, or for what an appeal asked for."""
    return subject.definition.overturns(transition) or any(
        each.four_eyes and each.reasons for each in subject.leaving(transition.to)
    )


def _refusal(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    if set(transition.by) & BUILT_IN_ROLES:
        what = f"'{transition.verb}' refuses, and only an officer may refuse."
        yield subject.at((*place, "by"), what, "Rules may grant or refer; name an officer's role.")
    if not transition.reasons:
        yield subject.at(place, f"'{transition.verb}' is a refusal without reasons.", "Add 'reasons: true'.")
    if not transition.notice:
        what = f"'{transition.verb}' refuses, and the person is not told."
        yield subject.at(place, what, "Add 'notice:' with a letter that gives the reasons.")


def _issues(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    if isinstance(transition.issues, list):
        yield from subject.twice((*place, "issues"), "Document", transition.issues)
    for number, name in enumerate(transition.issued()):
        at = (*place, "issues", number) if isinstance(transition.issues, list) else (*place, "issues")
        yield from _issuer(subject, at, name)


def _issuer(subject: Subject, at: Location, name: str) -> Iterator[Problem]:
    family, own = issuers.family_of(name), [each.document for each in subject.definition.documents]
    if family:
        if family[1] not in own:
            what = f"There is no '{family[1]}' under 'documents'."
            yield subject.unknown(at, what, family[1], own)
        return
    if not issuers.known(name):
        papers = [f"paper.{each}" for each in own]
        yield subject.unknown(at, f"No department issues '{name}'.", name, [*issuers.names(), *papers])
        return
    issuer = issuers.named(name)
    yield from needs(subject, at, f"The document '{name}' says", issuer)
    for field in (subject.fields[each] for each in issuer.needs if each in subject.fields):
        if field.field not in issuer.may_lack and subject.definition.may_lack(field):
            what = f"The document '{name}' says '{field.field}', which may be left empty."
            yield subject.at(at, what, f"Delete 'required: false' and 'when' at '{field.field}'.")
    for group in sorted(issuer.facts - set(subject.definition.facts) if not subject.lacks_facts else ()):
        yield subject.at(at, f"The document '{name}' needs the facts '{group}'.", f"Add {group} to 'facts'.")


def _revokes(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    if not officers(transition) or set(transition.by) & BUILT_IN_ROLES:
        what = f"'{transition.verb}' revokes, and only an officer may revoke."
        yield subject.at((*place, "by"), what, "Name an officer's role.")
    if not transition.reasons:
        yield subject.at(place, f"'{transition.verb}' revokes without reasons.", "Add 'reasons: true'.")
    if not any(each.issues for each in subject.definition.transitions):
        what = f"'{transition.verb}' revokes, but nothing is ever issued."
        yield subject.at((*place, "revokes"), what, "Delete 'revokes'.")


def _afterwards(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    """What is done with a closed case sets right or takes back what was issued, and only what was issued."""
    closed = {state.state for state in subject.definition.states if state.phase == "closed"}
    undoes = transition.revokes or bool(transition.corrects)
    before = subject.reached(without="issue")
    for number, name in enumerate(transition.from_):
        if name in closed and officers(transition) and not undoes:
            what = f"'{transition.verb}' opens a closed case again, and neither corrects nor revokes."
            yield subject.at((*place, "from", number), what, "Add 'corrects' or 'revokes', or name an open state.")
        if undoes and name in before:
            what = f"In state '{name}' nothing is issued yet that '{transition.verb}' could take back."
            yield subject.at((*place, "from", number), what, "Name a state after 'issue'.")


def _corrects(subject: Subject, place: Location, transition: Transition) -> Iterator[Problem]:
    at = (*place, "corrects")
    yield from subject.twice(at, "Field", transition.corrects)
    for number, name in enumerate(transition.corrects):
        field = subject.fields.get(name)
        if field is None:
            yield subject.unknown((*at, number), f"There is no field '{name}' to correct.", name, subject.fields)
        elif field.fixed:
            what = f"Field '{name}' is fixed: what was offered depends on it."
            yield subject.at((*at, number), what, "Take it out; another answer needs another application.")
        elif field.kind in (*FILES, *BINDING):
            what = f"Field '{name}' is a {field.kind}; nobody sets it right for the applicant."
            yield subject.at((*at, number), what, "Take it out.")
    if not transition.issues and subject.definition.replaces(transition):
        what = f"'{transition.verb}' takes what was issued back and issues nothing instead."
        yield subject.at(place, what, "Add 'issues:' with the document's name.")
    is_own = transition.by == ["applicant"] and transition.within_days is not None
    if not is_own and (not officers(transition) or set(transition.by) & BUILT_IN_ROLES):
        what = f"'{transition.verb}' corrects, and only an officer may correct."
        yield subject.at((*place, "by"), what, "Name an officer's role, or [applicant] alone and 'within_days'.")


def _issuing(subject: Subject) -> Iterator[Problem]:
    """What grants a document leads to where the system issues it, and nothing else leads there."""
    issue = [(place, each) for place, each in subject.transitions if each.verb == "issue"]
    sources = {name for _place, each in issue for name in each.from_}
    for place, transition in subject.transitions:
        if transition.issues and transition.to not in sources:
            what = f"'{transition.verb}' grants a document, but from '{transition.to}' nothing issues it."
            yield subject.at((*place, "to"), what, "Lead to a state from which the system's verb 'issue' leads on.")
        if not transition.issues and transition.to in sources:
            what = f"'{transition.verb}' leads to '{transition.to}', where a document is waited for, and grants none."
            yield subject.at(place, what, "Add 'issues:' with the document's name, or lead elsewhere.")
