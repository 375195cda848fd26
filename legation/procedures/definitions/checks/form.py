"""Where the file stands, on which law it rests, how long cases are kept."""

import re
from collections.abc import Iterator

from legation.ground.sources import Problem
from legation.procedures.definitions.checks.subject import Subject
from legation.procedures.definitions.parts import CODE


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with the head of a definition."""
    definition = subject.definition
    for number, basis in enumerate(definition.legal_basis):
        place = ("legal_basis", number)
        if not basis.source and not basis.illustrative:
            yield subject.at(place, f"The law '{basis.law}' has no source.", "Give 'source', or 'illustrative: true'.")
        if basis.source and basis.illustrative:
            yield subject.at(place, f"The law '{basis.law}' is real and illustrative at once.", "Keep one of the two.")
    yield from subject.twice(("legal_basis",), "The law", [basis.law for basis in definition.legal_basis])
    yield from subject.twice(("refusal_reasons",), "The reason", definition.refusal_reasons)
    yield from subject.twice(("revocation_reasons",), "The reason", definition.revocation_reasons or [])
    yield from subject.twice(("facts",), "The group of facts", definition.facts)
    if not re.fullmatch(CODE, definition.retention.basis):
        remedy = "Write a code such as archives_act; the law and section stand under retention.<code> in the texts."
        yield subject.at(("retention", "basis"), "The ground of retention is no code, so it has no words.", remedy)
