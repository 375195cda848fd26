"""The entry that an extract or a note is asked of, shown to whoever decides; their look is recorded at whose it is."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from legation.ground.audit.api import record_access
from legation.ground.languages.api import format_date
from legation.ground.people.api import Actor
from legation.ground.posts.api import post_code
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import Annotates, EntryFrom
from legation.procedures.entries import entry_numbered
from legation.procedures.models import Case
from legation.registers import api as registers

Told = list[tuple[str, list[tuple[str, str]]]]


def entry_told(
    by: Actor, case: Case, opened: Opened, answers: Mapping[str, Any], language: str, *, at: datetime
) -> Told:
    """Title and rows of each entry whose number was answered; a number that leads nowhere says so."""
    found: Told = []
    for (name, books), purpose in _asked(opened).items():
        number = str(answers.get(name, ""))
        if not number:
            continue
        entry = entry_numbered(number, books)
        if entry is None:
            found.append((_("The entry that is asked for"), [(number, _("No such entry in our registers."))]))
            continue
        body = {"role": by.role, "post": post_code(case.post_id), "purpose": purpose, "entry": entry.number}
        record_access(actor=by.name, verb="looked_at", at=at, subject=entry.entry.reference, body=body)
        register = registers.registers()[entry.register].name(language)
        rows = [(_("Register"), register), (_("Number"), entry.number), (_("Name"), entry.name),
                (_("Entered on"), format_date(entry.entry.at.date(), language))]  # fmt: skip
        found.append((_("The entry that is asked for"), rows))
    return found


def _asked(opened: Opened) -> dict[tuple[str, tuple[str, ...]], str]:
    """(field of a number, registers) -> why it is looked at, each once."""
    return {(entry.answer, tuple(entry.books)): why for entry, why in _named(opened)}


def _named(opened: Opened) -> Iterator[tuple[EntryFrom | Annotates, str]]:
    yield from ((each.entry, "extract") for each in opened.definition.documents if each.entry and each.entry.answer)
    yield from ((each.annotates, "note") for each in opened.definition.transitions if each.annotates)
