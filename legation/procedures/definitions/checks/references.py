"""Names that lead from one part of a definition to another: fields, facts, states, the desk."""

from collections.abc import Iterator
from typing import Any

from legation.ground.sources import Location, Problem
from legation.procedures.definitions import facts
from legation.procedures.definitions.checks.subject import Subject, did_you_mean, officers
from legation.procedures.definitions.options import WORDLESS


def find(subject: Subject) -> Iterator[Problem]:
    """What is named and is not there, or is not what it must be."""
    yield from _named_fields(subject)
    yield from _contact(subject)
    yield from _subject_name(subject)
    yield from _facts(subject)
    yield from _desk(subject)


def _named_fields(subject: Subject) -> Iterator[Problem]:
    definition = subject.definition
    listed: dict[Location, list[str]] = {
        ("subject_name",): definition.subject_name,
        ("starts_with",): definition.starts_with,
        ("desk", "line"): definition.desk.line,
    }
    for place, names in listed.items():
        yield from subject.twice(place, "Field", names)
        for number, name in enumerate(names):
            if name not in subject.fields:
                yield subject.unknown((*place, number), f"There is no field '{name}'.", name, subject.fields)
            elif subject.fields[name].kind in WORDLESS:
                what = f"Field '{name}' is a {subject.fields[name].kind}, which says nothing in words."
                yield subject.at((*place, number), what, "Name a field that is written or chosen.")
    for number, rule in enumerate(definition.rules):
        if rule.at not in subject.fields:
            what = f"There is no field '{rule.at}' to show the rule at."
            yield subject.unknown(("rules", number, "at"), what, rule.at, subject.fields)


def _contact(subject: Subject) -> Iterator[Problem]:
    name = subject.definition.contact
    field = subject.fields.get(name)
    if field is None or field.kind != "email":
        addresses = [each.field for each in subject.fields.values() if each.kind == "email"]
        what = f"'{name}' is not a field of kind email."
        yield subject.at(("contact",), what, did_you_mean(name, addresses) if addresses else "Ask for an address.")
    elif subject.definition.may_lack(field):
        what = f"Field '{name}' may be left empty, but every letter goes there."
        yield subject.at(("contact",), what, f"Delete 'required: false' and 'when' at '{name}' and its page.")


def _subject_name(subject: Subject) -> Iterator[Problem]:
    names = [subject.fields[name] for name in subject.definition.subject_name if name in subject.fields]
    if names and all(subject.definition.may_lack(field) for field in names):
        what = "Everything that names the person may be left empty."
        yield subject.at(("subject_name",), what, "Add a field that must be answered.")
    for number, field in enumerate(names):
        if field.kind not in ("name", "text"):
            what = f"Field '{field.field}' is a {field.kind}, not a name."
            yield subject.at(("subject_name", number), what, "Name a field of kind name.")


def _facts(subject: Subject) -> Iterator[Problem]:
    for number, name in enumerate(subject.definition.facts):
        source = facts.source(name)
        place = ("facts", number)
        if source is None:
            yield subject.unknown(place, f"No department gives the facts '{name}'.", name, facts.names())
        else:
            yield from needs(subject, place, f"The facts '{name}' look at", source)


def needs(subject: Subject, place: Location, why: str, asking: Any) -> Iterator[Problem]:
    """Whether the fields are asked that facts or a document need, of the right kind, with choices they know."""
    at = {field.field: where for where, field in reversed(subject.places)}
    for name, kind in asking.needs.items():
        field = subject.fields.get(name)
        if field is None:
            yield subject.at(place, f"{why} '{name}', which is not asked.", f"Ask it, as a field of kind {kind}.")
        elif field.kind != kind:
            what = f"{why} '{name}' as a {kind}, but it is asked as a {field.kind}."
            yield subject.at((*at[name], "kind"), what, f"Write 'kind: {kind}'.")
    for name, known in asking.choices.items():
        for number, choice in enumerate(subject.fields[name].choices if name in subject.fields else ()):
            if choice not in known:
                what = f"{why} '{name}', and do not know '{choice}'."
                yield subject.unknown((*at[name], "choices", number), what, choice, known)


def _desk(subject: Subject) -> Iterator[Problem]:
    desk = subject.definition.desk
    states = {state.state: state for state in subject.definition.states}
    yield from subject.twice(("desk", "lists"), "State", desk.lists)
    for number, name in enumerate(desk.lists):
        if name not in states:
            yield subject.unknown(("desk", "lists", number), f"There is no state '{name}'.", name, states)
        elif states[name].phase == "draft":
            what = f"State '{name}' is a draft; nobody has handed anything in there."
            yield subject.at(("desk", "lists", number), what, "List states in which cases are with the house.")
    first = states.get(desk.lists[0])
    if first and first.phase == "closed" and any(state.phase == "officer" for state in states.values()):
        what = f"The desk opens with '{first.state}', where every case is closed."
        yield subject.at(("desk", "lists", 0), what, "Put the state first in which cases wait for an officer.")
    for number, state in enumerate(subject.definition.states):
        can = any(desk.role in officers(each) for each in subject.leaving(state.state))
        if can and state.state not in desk.lists:
            what = f"Cases in state '{state.state}' wait for '{desk.role}', and no list of the desk shows them."
            yield subject.at(("states", number), what, f"Add {state.state} to 'lists' of the desk.")
    if not any(desk.role in officers(each) for each in subject.definition.transitions):
        what = f"Role '{desk.role}' sits at the desk and may do nothing."
        can_act = {role for each in subject.definition.transitions for role in officers(each)}
        yield subject.unknown(("desk", "role"), what, desk.role, can_act)
