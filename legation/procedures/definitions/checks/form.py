"""Where the file stands, on which law it rests, how long cases are kept."""

from collections.abc import Iterator

from legation.ground.sources import Problem
from legation.procedures.definitions.checks.subject import Subject


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
    yield from subject.twice(("facts",), "The group of facts", definition.facts)
    if not definition.retention.basis.strip():
        yield subject.at(
            ("retention", "basis"), "Data is kept without a legal basis.", "Name the law and section that say how long."
        )
