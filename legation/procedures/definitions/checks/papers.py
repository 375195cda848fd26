"""Certified papers that a definition describes itself: template, what is said, how long it holds, who issues it."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from legation.ground.sources import Problem
from legation.procedures.definitions.checks.registering import known_registers, number_answered
from legation.procedures.definitions.checks.subject import Subject
from legation.procedures.definitions.options import WORDLESS
from legation.procedures.definitions.schema import Document


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with the documents."""
    codes = [each.document for each in subject.definition.documents]
    issued = {name for each in subject.definition.transitions for name in each.issued()}
    templates = {path.stem for path in (Path(settings.LEGATION_DEFINITIONS) / "documents").glob("*.typ")}
    for number, each in enumerate(subject.definition.documents):
        place = ("documents", number)
        if codes.index(each.document) != number:
            yield subject.at(
                (*place, "document"), f"There is another document '{each.document}'.", "Rename one of them."
            )
        if f"paper.{each.document}" not in issued:
            what = f"The document '{each.document}' is never issued."
            yield subject.at((*place, "document"), what, f"Write 'issues: paper.{each.document}' where it is granted.")
        if each.template not in templates:
            what = f"There is no template '{each.template}'."
            yield subject.unknown((*place, "template"), what, each.template, templates)
        yield from _says(subject, number, each)
        yield from _entry(subject, number, each)
        yield from _until(subject, number, each)


def _says(subject: Subject, number: int, document: Document) -> Iterator[Problem]:
    at = ("documents", number, "says")
    yield from subject.twice(at, "Field", document.says)
    for index, name in enumerate(document.says):
        if name not in subject.fields:
            yield subject.unknown((*at, index), f"There is no field '{name}' to say.", name, subject.fields)
        elif subject.fields[name].kind in WORDLESS:
            what = f"Field '{name}' is a {subject.fields[name].kind}, which says nothing in words."
            yield subject.at((*at, index), what, "Name a field that is written or chosen.")


def _entry(subject: Subject, number: int, document: Document) -> Iterator[Problem]:
    """An extract of a register: of which entry."""
    place, entry = ("documents", number), document.entry
    if entry is None:
        if not document.says:
            what = f"The document '{document.document}' says nothing."
            yield subject.at((*place, "document"), what, "Name answers under 'says', or an 'entry' that it is of.")
        if document.multilingual_when:
            what = f"The document '{document.document}' is of no entry, and only an extract is multilingual."
            yield subject.at((*place, "multilingual_when"), what, "Add 'entry', or delete this.")
        return
    yield from subject.twice((*place, "entry", "books"), "The register", entry.books)
    made = {each.registers for each in subject.definition.transitions}
    for index, book in enumerate(entry.books):
        at = (*place, "entry", "books", index)
        if (known := known_registers()) is not None and book not in known:
            yield subject.unknown(at, f"There is no register '{book}'.", book, known)
        elif not entry.answer and book not in made:
            what = f"The document is of the entry that the case makes in '{book}', and none is made."
            remedy = f"Add 'registers: {book}' where it is granted, or the 'number' that is answered."
            yield subject.at(at, what, remedy)
    if entry.answer:
        yield from number_answered(subject, (*place, "entry", "number"), entry.answer)


def _until(subject: Subject, number: int, document: Document) -> Iterator[Problem]:
    limits = [each if isinstance(each, str) else f"{each.days_after} days" for each in document.valid_until.earliest]
    yield from subject.twice(("documents", number, "valid_until", "earliest"), "The limit", limits)
    for index, limit in enumerate(document.valid_until.earliest):
        if not isinstance(limit, str):
            continue
        at, name = ("documents", number, "valid_until", "earliest", index), limit.removeprefix("answers.")
        field = subject.fields.get(name)
        if field is None:
            yield subject.unknown(at, f"There is no field '{name}'.", name, subject.fields)
        elif field.kind != "date":
            yield subject.at(at, f"Field '{name}' is a {field.kind}, not a date.", "Name a field of kind date.")
        elif subject.definition.may_lack(field):
            what = f"The document holds until '{name}', which may be left empty."
            yield subject.at(at, what, f"Delete 'required: false' and 'when' at '{name}'.")
