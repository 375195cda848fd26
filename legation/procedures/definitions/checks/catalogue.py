"""Which kinds of the catalogue a procedure is."""

from collections.abc import Iterator

from legation.ground.sources import Location, Problem
from legation.procedures.definitions.catalogue import AREAS, area_of
from legation.procedures.definitions.checks.subject import Subject


def find(subject: Subject) -> Iterator[Problem]:
    """Kinds that the catalogue does not number, and what is said to be an example twice."""
    kinds = subject.definition.kinds()
    one: Location = ("catalogue",)
    many = isinstance(subject.definition.catalogue, list)
    for number, kind in enumerate(kinds):
        if area_of(kind) is None:
            area = kind.partition("-")[0]
            known = f"Area {area} has {AREAS[area][0]} kinds." if area in AREAS else f"The areas: {', '.join(AREAS)}."
            what = f"The catalogue has no kind '{kind}'."
            yield subject.at((*one, number) if many else one, what, f"{known} Correct the code, or leave it out.")
    yield from subject.twice(one, "The kind", kinds)
    yield from subject.twice(("illustrative",), "The example", subject.definition.illustrative or [])
