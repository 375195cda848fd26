"""Notes in the margin of an entry: of which register, under which number, what they say, by whose act."""

from collections.abc import Iterator

from legation.ground.sources import Problem
from legation.procedures.definitions.checks.registering import known_registers, number_answered
from legation.procedures.definitions.checks.subject import Subject, officers
from legation.procedures.definitions.options import WORDLESS
from legation.procedures.definitions.schema import BUILT_IN_ROLES


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with the transitions that write in a margin."""
    known = known_registers()
    for place, transition in subject.transitions:
        note, at = transition.annotates, (*place, "annotates")
        if note is None:
            continue
        if not officers(transition) or set(transition.by) & BUILT_IN_ROLES:
            what = f"'{transition.verb}' writes in a margin, and only an officer may."
            yield subject.at((*place, "by"), what, "Name an officer's role.")
        yield from subject.twice((*at, "books"), "The register", note.books)
        for index, book in enumerate(note.books):
            if known is not None and book not in known:
                yield subject.unknown((*at, "books", index), f"There is no register '{book}'.", book, known)
        yield from number_answered(subject, (*at, "number"), note.answer)
        yield from subject.twice((*at, "says"), "Field", note.says)
        for index, name in enumerate(note.says):
            field, where = subject.fields.get(name), (*at, "says", index)
            if field is None:
                yield subject.unknown(where, f"There is no field '{name}' to note.", name, subject.fields)
            elif field.kind in WORDLESS:
                what = f"Field '{name}' is a {field.kind}, which says nothing in words."
                yield subject.at(where, what, "Name a field that is written or chosen.")
