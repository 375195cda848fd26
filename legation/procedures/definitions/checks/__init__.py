"""What is wrong with a definition beyond its shape: each mistake with its place and what to do about it.

Each module looks at one side of it and gives problems in any order; docs/mistakes.md lists what they find.
"""

from legation.ground.sources import Problem
from legation.procedures.definitions.checks import (
    actors,
    annotating,
    catalogue,
    conditions,
    dearer,
    decisions,
    documents,
    fees,
    fields,
    form,
    hands,
    kinds,
    letters,
    papers,
    references,
    registering,
    reminders,
    several,
    signatures,
    states,
    told,
    visits,
    words,
)
from legation.procedures.definitions.checks.subject import Subject

_SIDES = (
    form, catalogue, fields, kinds, references, fees, conditions, states, actors, decisions, dearer, documents, papers,
    registering, annotating, reminders, letters, told, several, signatures, hands, visits, words,
)  # fmt: skip


def problems(subject: Subject) -> list[Problem]:
    """Everything that is wrong with one definition, in the order of its lines."""
    return sorted({problem for side in _SIDES for problem in side.find(subject)})
