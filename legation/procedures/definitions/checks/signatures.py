"""Signatures of others: each is somebody's own, known whenever it is needed, and nothing goes around it."""

from collections.abc import Iterator

from legation.ground.sources import Location, Problem
from legation.procedures.definitions.checks.subject import Subject, did_you_mean
from legation.procedures.definitions.schema import FieldDefinition, Signature

PROOFS = ("document_number", "national_number")
"""Kinds of what a signer alone should know."""


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with who else must sign."""
    signatures = subject.definition.signatures or []
    for number, signature in enumerate(signatures):
        place: Location = ("signatures", number)
        yield from _own(subject, place, signature, signatures[:number])
        yield from _email(subject, place, signature)
        yield from _name(subject, place, signature)
        yield from _proof(subject, place, signature)
    if signatures:
        yield from _around(subject, signatures)


def _own(subject: Subject, place: Location, signature: Signature, before: list[Signature]) -> Iterator[Problem]:
    """One person signs once."""
    for key, what in (("signature", "signature"), ("email", "signer with the address"), ("proof", "signer proved by")):
        named = getattr(signature, key)
        if any(getattr(each, key) == named for each in before):
            yield subject.at((*place, key), f"There is another {what} '{named}'.", "Give each signer one of their own.")


def _email(subject: Subject, place: Location, signature: Signature) -> Iterator[Problem]:
    at, name = (*place, "email"), signature.email
    field = subject.fields.get(name)
    if field is None or field.kind != "email":
        known = [each.field for each in subject.fields.values() if each.kind == "email"]
        yield subject.at(at, f"'{name}' is not a field of kind email.", did_you_mean(name, known))
    elif name == subject.definition.contact:
        what = f"'{name}' is the applicant's own address, so the applicant would sign twice and nobody else once."
        yield subject.at(at, what, "Ask for the signer's address in a field of its own.")
    elif not field.required:
        what = f"Field '{name}' may be left empty, and then nobody is asked to sign."
        yield subject.at(at, what, f"Delete 'required: false' at '{name}'; with 'when' it is not asked of everybody.")


def _name(subject: Subject, place: Location, signature: Signature) -> Iterator[Problem]:
    at = (*place, "name")
    yield from subject.twice(at, "Field", signature.name)
    for number, name in enumerate(signature.name):
        field = subject.fields.get(name)
        if field is None:
            yield subject.unknown((*at, number), f"There is no field '{name}'.", name, subject.fields)
        elif field.kind not in ("name", "text"):
            what = f"Field '{name}' is a {field.kind}, not a name."
            yield subject.at((*at, number), what, "Name a field of kind name.")
    known = [subject.fields[name] for name in signature.name if name in subject.fields]
    if known and not any(_is_known(subject, each, signature) for each in known):
        what = f"Everything that names the signer may be left empty where '{signature.email}' is asked."
        yield subject.at(at, what, "Add a field that must be answered there.")


def _proof(subject: Subject, place: Location, signature: Signature) -> Iterator[Problem]:
    at, name = (*place, "proof"), signature.proof
    field = subject.fields.get(name)
    if field is None:
        yield subject.unknown(at, f"There is no field '{name}'.", name, subject.fields)
    elif field.kind not in PROOFS:
        what = f"Field '{name}' is a {field.kind}, by which nobody shows who they are."
        yield subject.at(at, what, f"Name a field of kind {' or '.join(PROOFS)}.")
    elif not _is_known(subject, field, signature):
        what = f"Field '{name}' may be left empty where '{signature.email}' is asked, so nobody could sign."
        yield subject.at(at, what, "Ask it on the same page, and delete 'required: false' and 'when' there.")


def _is_known(subject: Subject, field: FieldDefinition, signature: Signature) -> bool:
    """Whether a field is answered wherever the signer's address is: it has no condition that the address has not."""
    conditions = subject.conditions
    return field.required and conditions[field.field] <= conditions.get(signature.email, conditions[field.field])


def _around(subject: Subject, signatures: list[Signature]) -> Iterator[Problem]:
    """What would change what was signed without those who signed."""
    if subject.definition.subjects is not None:
        what = "Several persons apply together, and others must sign: what each of them signs is not said."
        yield subject.at(("signatures",), what, "Delete 'signatures' or 'subjects'.")
    for place, transition in subject.transitions:
        if transition.verb == "submit" and not transition.notice:
            what = "Those who sign do not hear that it was handed in: 'submit' has no letter."
            yield subject.at(place, what, "Add 'notice:'.")
    signer = {name: each for each in signatures for name in (each.email, each.proof, *each.name)}
    for place, transition in subject.transitions:
        if transition.corrects and transition.by == ["applicant"]:
            what = f"With '{transition.verb}' the applicant alone changes what others signed."
            yield subject.at((*place, "corrects"), what, "Delete the transition, or leave it to an officer.")
        for key in ("asks", "corrects"):
            for number, name in enumerate(getattr(transition, key)):
                if name in signer:
                    what = f"Field '{name}' says who signed as '{signer[name].signature}'."
                    yield subject.at(
                        (*place, key, number), what, "Take it out; another signer needs another application."
                    )
