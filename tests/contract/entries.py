"""An entry for each extract or note whose number somebody answers: what the contract enters before it is asked for."""

from datetime import datetime

from django.db import transaction

from legation.ground.profile import profile
from legation.ground.secrets import new_key
from legation.procedures.bundles import Opened, offered
from legation.registers import api as registers
from tests.contract.filling import Filled


def entered(opened: Opened, filled: Filled, at: datetime) -> None:
    """Enter something in the first register of each of them, and write its number into the answers."""
    asked = [each.entry for each in opened.definition.documents if each.entry and each.entry.answer]
    for each in (*asked, *(each.annotates for each in opened.definition.transitions if each.annotates)):
        filled.raw[each.answer] = {each.answer: _entry(each.books[0], at)}


def _entry(book: str, at: datetime) -> str:
    """An entry as some procedure of the profile makes it; gives its number."""
    found = next(each for each in offered(at=at) if each.definition.entry_in(book))
    entry = found.definition.entry_in(book)
    assert entry is not None
    answers = {name: "Planted" for name in entry.says if found.fields[name].kind in ("name", "text")}
    written = registers.Written(
        register=book, place=profile().centre, reference="PLANTED", key=new_key(),
        content={"name": "Planted", "answers": answers}, body={"bundle": found.digest, "action": 1},
    )  # fmt: skip
    with transaction.atomic():
        return registers.enter(written, by="person:0", at=at)
