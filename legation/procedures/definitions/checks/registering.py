"""Entries in registers: which register, what is written, by which names it is found, by whose act."""

from collections.abc import Iterator

from legation.ground.sources import Problem, Refused
from legation.procedures.definitions.checks.subject import Subject, officers
from legation.procedures.definitions.options import WORDLESS
from legation.procedures.definitions.schema import BUILT_IN_ROLES, EntryOf
from legation.registers.catalogue import registers

_NAMES = ("name", "text")


def find(subject: Subject) -> Iterator[Problem]:
    """What is wrong with entries, and with the transitions that make them."""
    entries = subject.definition.entries or []
    yield from subject.twice(("entries",), "The register", (each.book for each in entries))
    written, made = {each.book for each in entries}, set[str]()
    for place, transition in subject.transitions:
        if not transition.registers:
            continue
        made.add(transition.registers)
        at = (*place, "registers")
        if transition.registers not in written:
            what = f"'{transition.verb}' makes an entry in '{transition.registers}', and 'entries' says nothing of it."
            yield subject.at(at, what, f"Add 'entries: [{{book: {transition.registers}, says: [...], ...}}]'.")
        if not officers(transition) or set(transition.by) & BUILT_IN_ROLES:
            what = f"'{transition.verb}' makes an entry, and only an officer may."
            yield subject.at((*place, "by"), what, "Name an officer's role.")
        if transition.corrects or transition.revokes:
            what = f"'{transition.verb}' makes an entry, and corrects or revokes one, which is a note in its margin."
            yield subject.at(at, what, "Delete 'registers': the note is written by itself.")
    for number, each in enumerate(entries):
        yield from _entry(subject, number, each, made)


def _entry(subject: Subject, number: int, entry: EntryOf, made: set[str]) -> Iterator[Problem]:
    place = ("entries", number)
    if (known := known_registers()) is not None and entry.book not in known:
        what = f"There is no register '{entry.book}'."
        yield subject.unknown((*place, "book"), what, entry.book, known)
    elif entry.book not in made:
        what = f"Nothing is ever entered in '{entry.book}'."
        yield subject.at((*place, "book"), what, f"Write 'registers: {entry.book}' where an officer grants it.")
    for index, name in enumerate(entry.shows or ()):
        if name not in entry.says:
            what = f"The entry shows '{name}' to everybody, and does not say it."
            yield subject.unknown((*place, "shows", index), what, name, entry.says)
    for part in ("says", "found_by", "name"):
        names = getattr(entry, part) or []
        yield from subject.twice((*place, part), "Field", names)
        for index, name in enumerate(names):
            field, at = subject.fields.get(name), (*place, part, index)
            if field is None:
                yield subject.unknown(at, f"There is no field '{name}' to enter.", name, subject.fields)
            elif field.kind in WORDLESS:
                what = f"Field '{name}' is a {field.kind}, which says nothing in words."
                yield subject.at(at, what, "Name a field that is written or chosen.")
            elif part != "says" and field.kind not in _NAMES:
                what = f"An entry is found by names, and field '{name}' is a {field.kind}."
                yield subject.at(at, what, "Name fields of kind name.")


def number_answered(subject: Subject, at: tuple[str | int, ...], name: str) -> Iterator[Problem]:
    """What is wrong with the field in which the number of an entry is answered."""
    field = subject.fields.get(name)
    if field is None:
        yield subject.unknown(at, f"There is no field '{name}'.", name, subject.fields)
    elif field.kind != "text":
        what = f"Field '{name}' is a {field.kind}, in which no number of an entry is written."
        yield subject.at(at, what, "Name a field of kind text.")


def known_registers() -> list[str] | None:
    """The registers there are; None where their file cannot be read, which is told where it stands."""
    try:
        return list(registers())
    except Refused:
        return None
