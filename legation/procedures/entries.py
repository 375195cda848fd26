"""What an entry of a register says, in the words of the form it was asked in; and of which entry an extract is."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from legation.ground.errors import Conflict
from legation.procedures.answers import all_facts
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.definitions.schema import Document, Transition
from legation.procedures.findable import name_values
from legation.procedures.kinds import show
from legation.procedures.models import Case
from legation.procedures.selectors import answers_decided
from legation.registers import api as registers

Rows = list[tuple[str, str]]


def entry_rows(found: registers.Opened, language: str) -> Rows:
    """(label, value) of an entry as it was written, in the order of its definition."""
    return _rows(found, found.content.get("answers", {}), language)


def public_rows(found: registers.Opened, language: str) -> Rows:
    """(label, value) of what anybody may read of an entry."""
    return _rows(found, found.facts, language)


def margin_rows(found: registers.Opened, note: registers.Margin, language: str) -> Rows:
    """(label, value) of what a note sets right, of what it says besides, and by which decision."""
    return _rows(found, note.answers, language) + said_rows(note, language)


def said_rows(note: registers.Margin, language: str) -> Rows:
    """(label, value) of what a note says of the case that was decided, in the words of its form, and that case."""
    if not note.says:
        return []
    opened = open_bundle(note.body["bundle"])
    words = partial(opened.text, language=language)
    rows = [(words(f"field.{name}"), show(opened.fields[name], value, language, words))
            for name, value in note.says.items()]  # fmt: skip
    with override(language):
        return [*rows, (str(_("By decision")), str(note.body["case"]))]


def margin_reasons(found: registers.Opened, note: registers.Margin, language: str) -> list[str]:
    """The reasons of a note, in words."""
    opened = open_bundle(found.entry.body["bundle"])
    return [opened.text(f"reason.{code}", language) for code in note.body.get("reasons", [])]


def entry_names(code: str, typed: str) -> list[bytes]:
    """The blind indexes by which a name is looked for in a register."""
    return name_values(registers.purpose(code), typed)


def _rows(found: registers.Opened, answers: Mapping[str, Any], language: str) -> Rows:
    opened = open_bundle(found.entry.body["bundle"])
    entry, words = opened.definition.entry_in(found.register), partial(opened.text, language=language)
    names = [name for name in (entry.says if entry else answers) if name in answers]
    return [(words(f"field.{name}"), show(opened.fields[name], answers[name], language, words)) for name in names]


def entry_of(document: Document, reference: str, answers: Mapping[str, Any]) -> registers.Opened | None:
    """The entry that a document is an extract of; None if there is none in its registers, or none any more."""
    entry = document.entry
    assert entry is not None  # noqa: S101 - for documents that have one
    if not entry.answer:
        found = [each for each in registers.of_reference(reference) if each.register in entry.books]
        return next((each for each in reversed(found) if not each.is_cancelled), None)
    return entry_numbered(answers.get(entry.answer, ""), entry.books)


def entry_numbered(typed: Any, books: Collection[str]) -> registers.Opened | None:
    """The entry of a number as it was answered; None if there is none in these registers, or none any more."""
    number = registers.read_number(str(typed))
    one = registers.by_number(number) if number else None
    return one if one and one.register in books and not (one.is_cancelled or one.is_forgotten) else None


def check_entries(case: Case, opened: Opened, transition: Transition) -> None:
    """Before something is granted: the entries that extracts are to be of are there.

    Raises:
        Conflict: one is not, or is cancelled.
    """
    issued = {name.removeprefix("paper.") for name in transition.issued()}
    asked = [each for each in opened.definition.documents if each.entry and each.entry.answer]
    for each in asked:
        if each.document in issued and entry_of(each, case.reference, answers_decided(case, opened)) is None:
            raise Conflict(
                f"{case.reference}: no entry for {each.document}",
                reader=_("There is no such entry in our registers, or it is cancelled. Ask for its number."),
            )


def is_multilingual(opened: Opened, document: Document, answers: Mapping[str, Any], *, at: datetime) -> bool:
    """Whether an extract is made out in every language of the house."""
    text = document.multilingual_when
    return bool(text and opened.conditions[text].run(all_facts(opened, answers, at=at)))
