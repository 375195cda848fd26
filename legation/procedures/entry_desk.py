"""The entry that an extract is asked of, shown to whoever decides; that they looked is recorded at whose it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from legation.ground.audit.api import record_access
from legation.ground.languages.api import format_date
from legation.ground.people.api import Actor
from legation.ground.posts.api import post_code
from legation.procedures.bundles import Opened
from legation.procedures.entries import entry_of
from legation.procedures.models import Case
from legation.registers import api as registers

Told = list[tuple[str, list[tuple[str, str]]]]


def entry_told(
    by: Actor, case: Case, opened: Opened, answers: Mapping[str, Any], language: str, *, at: datetime
) -> Told:
    """Title and rows of each entry whose number was answered; a number that leads nowhere says so."""
    found: Told = []
    for document in opened.definition.documents:
        number = str(answers.get(document.entry.answer, "")) if document.entry and document.entry.answer else ""
        if not number:
            continue
        entry = entry_of(document, case.reference, answers)
        if entry is None:
            found.append((_("The entry that is asked for"), [(number, _("No such entry in our registers."))]))
            continue
        body = {"role": by.role, "post": post_code(case.post_id), "purpose": "extract", "entry": entry.number}
        record_access(actor=by.name, verb="looked_at", at=at, subject=entry.entry.reference, body=body)
        register = registers.registers()[entry.register].name(language)
        rows = [(_("Register"), register), (_("Number"), entry.number), (_("Name"), entry.name),
                (_("Entered on"), format_date(entry.entry.at.date(), language))]  # fmt: skip
        found.append((_("The entry that is asked for"), rows))
    return found
