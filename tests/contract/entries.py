"""An entry for each extract whose number somebody answers: what the contract enters before it is asked for."""

from datetime import datetime

from django.db import transaction

from legation.ground.profile import profile
from legation.ground.secrets import new_key
from legation.procedures.bundles import Opened, offered
from legation.registers import api as registers
from tests.contract.filling import Filled


def entered(opened: Opened, filled: Filled, at: datetime) -> None:
    """Enter something in the first register of each such extract, and write its number into the answers."""
    for document in opened.definition.documents:
        if document.entry and document.entry.answer:
            name = document.entry.answer
            filled.raw[name] = {name: _entry(document.entry.books[0], at)}


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
