"""Opening an entry: what was written, what its margin says since."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from legation.ground.secrets import unseal, unwrap
from legation.registers.catalogue import registers
from legation.registers.models import Entry, Note
from legation.registers.rules import CANCELLED, Number

CONTEXT = "register"


@dataclass(frozen=True)
class Margin:
    """A marginal note: what it does, when, by whom (as recorded), in words, and which answers it sets right.

    `says` are answers of the case that was decided, where that is another than the one that made the entry.
    """

    kind: str
    at: datetime
    actor: str
    text: str
    answers: Mapping[str, Any]
    body: Mapping[str, Any]
    says: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Opened:
    """An entry as it reads. `content` is what was entered, `answers` what holds with all that the margin sets right.

    Both are empty where the person was forgotten.
    """

    entry: Entry
    number: str
    content: Mapping[str, Any]
    answers: Mapping[str, Any]
    margin: list[Margin]

    @property
    def register(self) -> str:
        return self.entry.book.register

    @property
    def is_cancelled(self) -> bool:
        return any(each.kind == CANCELLED for each in self.margin)

    @property
    def is_forgotten(self) -> bool:
        return self.entry.data_key is None

    @property
    def facts(self) -> dict[str, Any]:
        """What anybody may read who knows number and day, with what the margin sets right."""
        right = {name: value for note in self.margin for name, value in note.answers.items()}
        return {name: right.get(name, value) for name, value in self.entry.facts.items()}

    @property
    def name(self) -> str:
        """Of whom it is; empty where they were forgotten."""
        return str(self.content.get("name", ""))


def number_of(entry: Entry) -> str:
    """An entry's number as it is printed; a register that is no longer kept has its code for a letter."""
    book, known = entry.book, registers()
    letter = known[book.register].letter if book.register in known else book.register
    return str(Number(book.place, letter, book.year, entry.number))


def opened(entry: Entry, notes: list[Note]) -> Opened:
    """An entry with its notes, in order."""
    if entry.data_key is None:
        margin = [Margin(each.verb, each.at, each.actor, "", {}, each.body) for each in notes]
        return Opened(entry, number_of(entry), {}, {}, margin)
    key = unwrap(entry.data_key)
    content = json.loads(unseal(key, entry.sealed, context=CONTEXT))
    margin, answers = [], dict(content.get("answers", {}))
    for each in notes:
        said = json.loads(unseal(key, each.sealed, context=CONTEXT))
        words, right, says = said.get("text", ""), said.get("answers", {}), said.get("says", {})
        margin.append(Margin(each.verb, each.at, each.actor, words, right, each.body, says))
        answers |= said.get("answers", {})
    return Opened(entry, number_of(entry), content, answers, margin)
