"""What somebody may write into a field of a kind, and what no field of that kind may take. Nothing here knows a procedure."""

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from legation.ground.errors import Invalid
from legation.ground.states.codes import nationality_codes
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds import input_names, parse, sample, typed

Raw = dict[str, str]
_WORD = re.compile(r'"([^"]*)"|\'([^\']*)\'')
_NUMBER = re.compile(r"\b\d+\b")
_DAYS = (0, 1, 3, 10, 30, 60, 100, 200, 364, 366, 800, 1500, 3000, 6500, 6600, 12000, 25000)
SAMPLES = 24
_WRITTEN = ("name", "text", "email", "phone", "document_number", "declaration", "choice", "country")
"""Kinds whose answers conditions compare with words that stand in them; of the others samples are drawn."""
NAMES = ("Anna Maria", "Ömer", "Nguyễn", "O'Neill", "dela Cruz", "Lü")
WRONG = ("x" * 5000, "!", "no such", "12", "31/2", "\u202e", "-1", "nowhere@", "0" * 40)
"""Something that each kind refuses is among these; where nothing is, a longest text is."""


@dataclass(frozen=True)
class Hints:
    """What the conditions that name a field compare it with."""

    words: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()


def hints(texts: Iterable[str]) -> Hints:
    """The words and numbers that stand in conditions."""
    words = [one or other for text in texts for one, other in _WORD.findall(text)]
    numbers = [int(each) for text in texts for each in _NUMBER.findall(_WORD.sub("", text))]
    return Hints(tuple(dict.fromkeys(words)), tuple(dict.fromkeys(numbers)))


def candidates(
    field: FieldDefinition, known: Hints, rng: random.Random, today: date, dates: Iterable[date] = ()
) -> list[Raw]:  # fmt: skip
    """Some of what may be written: each is taken by the field's own parser. `dates` are other answers, to lie near to."""
    match field.kind:
        case "date":
            found = [_date(field.field, day) for day in _days(known, today, dates)]
        case kind if kind not in _WRITTEN:
            values = [sample(field, rng, today=today) for _number in range(SAMPLES)]
            found = [typed(field, each) for each in [*values, *_parts_said(values[0], known)]]
        case _:
            found = [{field.field: each} for each in _words(field, known, rng)]
    taken = [raw for raw in found if taken_by(field, raw, today=today)]
    rng.shuffle(taken)
    return taken


def _parts_said(value: Any, known: Hints) -> list[Any]:
    """A value of several parts with what stands in conditions in one of them."""
    parts = value if isinstance(value, dict) else {}
    return [value | {part: word} for part, old in parts.items() for word in known.words if isinstance(old, str)]


def taken_by(field: FieldDefinition, raw: Mapping[str, str], *, today: date) -> bool:
    """Whether a field's parser takes what was written."""
    try:
        return parse(field, raw, today=today) is not None
    except Invalid:
        return False


def wrong(field: FieldDefinition, *, today: date) -> Raw | None:
    """Something that the field must refuse, or None where it takes anything that is written."""
    for each in WRONG:
        raw = dict.fromkeys(input_names(field), each)
        try:
            parse(field, raw, today=today)
        except Invalid:
            return raw
    return None


def _words(field: FieldDefinition, known: Hints, rng: random.Random) -> list[str]:
    made = {
        "name": NAMES, "email": ("ada@example.org", "b.lovelace@mail.example"), "phone": ("+44 20 7946 0000", "+905321234567"),
        "document_number": ("L898902C3", f"U{rng.randint(1_000_000, 9_999_999)}"), "declaration": ("yes",),
        "choice": tuple(field.choices), "country": tuple(sorted(nationality_codes())),
    }  # fmt: skip
    return [*made.get(field.kind, ("By the lighthouse, 7", "two words", "8")), *known.words]


def _days(known: Hints, today: date, dates: Iterable[date]) -> list[date]:
    near = {each + sign for each in known.numbers for sign in (-1, 0, 1)}
    steps = [*_DAYS, *(each for each in near if 0 <= each < 50_000)]
    found = {today + timedelta(days=sign * each) for each in steps for sign in (-1, 1)}
    for other in dates:
        found |= {other + timedelta(days=sign * each) for each in steps if each < 2000 for sign in (-1, 1)}
    # in an order of their own: that of a set is another in each process
    return sorted(each for each in found if 1900 <= each.year <= today.year + 20)


def _date(name: str, day: date) -> Raw:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
