"""What an act notes in the margin of an entry that another case has made."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.ground import node
from legation.ground.errors import Conflict
from legation.ground.people.api import Actor
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import Annotates
from legation.procedures.entries import entry_numbered
from legation.procedures.models import Case
from legation.procedures.selectors import answers_decided
from legation.registers import api as registers


def annotated(
    case: Case, opened: Opened, note: Annotates, changed: Mapping[str, Any], *, by: Actor, at: datetime
) -> str:
    """Note what a locked case says in the margin of the entry whose number was answered; gives that number.

    Raises:
        Conflict: there is no such entry, or it is cancelled.
        AtCentre: this is an edge node: the books are with the centre.
    """
    # before the entry is looked for: a node has no books, and would say that there is none
    node.at_centre("no margin at an edge", reader=_("A note in a register is written when the line is back."))
    answers = answers_decided(case, opened) | dict(changed)
    found = entry_numbered(answers.get(note.answer, ""), note.books)
    if found is None:
        raise Conflict(
            f"{case.reference}: no entry to note it at",
            reader=_("There is no such entry in our registers, or it is cancelled. Ask for its number."),
        )
    says = {name: answers[name] for name in note.says if name in answers}
    body = {"bundle": opened.digest, "case": case.reference, "action": case.count + 1}
    registers.annotate(found.entry, kind=registers.CORRECTED, content={"says": says}, body=body, by=by.name, at=at)
    return found.number
