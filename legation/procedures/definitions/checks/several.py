"""Several persons in one application: what they have in common must not tell who they are."""

from collections.abc import Iterator

from legation.ground.sources import Location, Problem
from legation.procedures.definitions.checks.subject import Subject
from legation.procedures.definitions.expression_types import names_in
from legation.procedures.definitions.expressions import ExpressionError
from legation.procedures.definitions.options import BINDING, FILES, PLAIN
from legation.procedures.definitions.schema import FieldDefinition, Subjects


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with the persons of an application."""
    several = subject.definition.subjects
    if several is None:
        return
    yield from _list(subject, several)
    pages = {page.page: page for page in subject.definition.pages}
    seen: dict[str, str] = {}
    for number, name in enumerate(several.shared):
        place: Location = ("subjects", "shared", number)
        if name not in pages and name not in subject.fields:
            known = [*pages, *subject.fields]
            yield subject.unknown(place, f"There is no page and no field '{name}'.", name, known)
        fields = pages[name].fields if name in pages else [subject.fields[name]] if name in subject.fields else []
        for field in fields:
            if field.field in seen:
                what = f"Field '{field.field}' is shared twice, by '{seen[field.field]}' already."
                yield subject.at(place, what, "Delete one of the two.")
            else:
                yield from _shared(subject, place, field)
            seen.setdefault(field.field, name)
    if subject.definition.contact in subject.fields and subject.definition.contact not in seen:
        what = f"Letters about an application go to one address, but '{subject.definition.contact}' is not shared."
        yield subject.at(("subjects",), what, "Name it, or its page, in 'shared'.")


def _list(subject: Subject, several: Subjects) -> Iterator[Problem]:
    if several.list_at_most is None:
        return
    if several.list_at_most <= several.at_most:
        what = f"A list may bring {several.list_at_most} persons, no more than may be typed."
        remedy = f"Write more than {several.at_most}, or delete 'list_at_most'."
        yield subject.at(("subjects", "list_at_most"), what, remedy)
    shared = set(subject.definition.shared_fields())
    for place, field in subject.places:
        own = field.field not in shared and field.kind not in (*FILES, *BINDING)
        if own and field.required and field.kind not in PLAIN:
            what = f"Field '{field.field}' is of kind {field.kind}, which cannot stand in a cell of a list."
            yield subject.at(place, what, "Share it, let it be left empty, or delete 'list_at_most'.")


def _shared(subject: Subject, place: Location, field: FieldDefinition) -> Iterator[Problem]:
    what = f"Field '{field.field}'"
    if field.kind in FILES:
        yield subject.at(place, f"{what} is a picture, which belongs to one person.", "Share the other fields by name.")
    elif field.kind in BINDING:
        yield subject.at(place, f"{what} is declared once for everybody anyway.", "Delete it here.")
    elif field.index or field.field in subject.definition.subject_name:
        yield subject.at(place, f"{what} tells persons apart, so they cannot share it.", "Delete it here.")
    elif own := [each for when in _conditions(subject, field) for each in _own_answers(subject, when)]:
        what = f"{what} is shared, but whether it is asked depends on '{own[0]}', which each person answers."
        yield subject.at(place, what, f"Share '{own[0]}' too, or not '{field.field}'.")


def _conditions(subject: Subject, field: FieldDefinition) -> list[str]:
    pages = [page for page in subject.definition.pages if any(each.field == field.field for each in page.fields)]
    return [when for when in (*(page.when for page in pages), field.when) if when]


def _own_answers(subject: Subject, condition: str) -> list[str]:
    shared = set(subject.definition.shared_fields())
    try:
        names = names_in(condition)
    except ExpressionError:
        return []
    answers = [name.removeprefix("answers.") for name in names if name.startswith("answers.")]
    return [name for name in answers if name not in shared]
