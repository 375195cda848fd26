"""The door of the registers: enter and annotate inside the transaction of an act, read within one's posts."""

from legation.ground.posts.numbering import zone_of
from legation.registers.catalogue import Register, problems, registers
from legation.registers.models import Entry
from legation.registers.reading import Margin, Opened, number_of
from legation.registers.rules import CANCELLED, CORRECTED, NOTED, NOTES, Number, purpose, read_number
from legation.registers.selectors import (
    REGISTRAR,
    Found,
    by_number,
    entry_at,
    of_reference,
    page,
    places_of,
    register_at,
    search,
    shown,
)
from legation.registers.services.annotate import annotate
from legation.registers.services.enter import Written, enter
from legation.registers.services.forget import forget
from legation.registers.services.write_note import write_note

__all__ = [
    "CANCELLED", "CORRECTED", "NOTED", "NOTES", "REGISTRAR", "Entry", "Found", "Margin", "Number", "Opened", "Register",
    "Written", "annotate", "by_number", "enter", "entry_at", "forget", "number_of", "of_reference", "page", "places_of",
    "problems", "purpose", "read_number", "register_at", "registers", "search", "shown", "write_note", "zone_of",
]  # fmt: skip
