"""Which kinds of the catalogue a procedure is."""

from collections.abc import Iterator

from legation.ground.sources import Location, Problem
from legation.procedures.definitions.catalogue import APART, AREAS, area_of
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
    yield from _apart(subject)
    yield from subject.twice(("illustrative",), "The example", subject.definition.illustrative or [])


def _apart(subject: Subject) -> Iterator[Problem]:
    definition = subject.definition
    if definition.apart is None and {area_of(kind) for kind in definition.kinds()} & APART:
        what = "Cases of help and incidents are kept apart from a person's others, and this one's are not."
        yield subject.at(("catalogue",), what, "Add the line 'apart: true', and give its desk a role of its own.")
    if definition.apart and definition.visit is not None:
        what = "A case that is kept apart is not called out in a hall."
        yield subject.at(("visit",), what, "Delete 'visit', or 'apart'.")
