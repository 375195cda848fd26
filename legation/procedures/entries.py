"""What an entry of a register says, in the words of the form it was asked in."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from legation.procedures.bundles import open_bundle
from legation.procedures.findable import name_values
from legation.procedures.kinds import show
from legation.registers import api as registers

Rows = list[tuple[str, str]]


def entry_rows(found: registers.Opened, language: str) -> Rows:
    """(label, value) of an entry as it was written, in the order of its definition."""
    return _rows(found, found.content.get("answers", {}), language)


def margin_rows(found: registers.Opened, note: registers.Margin, language: str) -> Rows:
    """(label, value) of what a note sets right."""
    return _rows(found, note.answers, language)


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
