"""The door of the electoral roll. Nothing here finds anybody by a name, and nothing reads another register."""

from legation.roll.models import Roll
from legation.roll.reading import check_office
from legation.roll.rules import OFFICER, Own, Written
from legation.roll.services.enter import enter
from legation.roll.services.entries import Entered, districts, entries, entry_at
from legation.roll.services.extract import extract
from legation.roll.services.forget import forget
from legation.roll.services.freeze import freeze
from legation.roll.services.inspect import inspect
from legation.roll.services.object_to import answer_objection, object_to
from legation.roll.services.objections import Objected, objections
from legation.roll.services.open_roll import open_roll
from legation.roll.services.rolls import Announced, Counted, counted, roll_of, rolls
from legation.roll.services.stand import Standing, stand
from legation.roll.services.strike import strike
from legation.roll.services.take_off import take_off

__all__ = [
    "OFFICER", "Announced", "Counted", "Entered", "Objected", "Own", "Roll", "Standing", "Written", "answer_objection",
    "check_office", "counted", "districts", "enter", "entries", "entry_at", "extract", "forget", "freeze", "inspect",
    "object_to", "objections", "open_roll", "roll_of", "rolls", "stand", "strike", "take_off",
]  # fmt: skip
