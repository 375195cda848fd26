"""How an entry is numbered, and under which purpose a name is looked for. Pure."""

import re
from typing import NamedTuple

_NUMBER = re.compile(r"([A-Z]{2,6})\s*[/ .-]\s*([A-Z]{1,3})\s*[/ .-]\s*(\d{4})\s*[/ .-]\s*0*(\d{1,9})", re.ASCII)
CORRECTED, CANCELLED, NOTED = "corrected", "cancelled", "noted"
NOTES = (NOTED, CORRECTED, CANCELLED)
"""What a marginal note does."""


class Number(NamedTuple):
    """The number of an entry: its post's code, the register's letter, the year, the number in the book."""

    place: str
    letter: str
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.place}/{self.letter}/{self.year}/{self.number}"


def read_number(text: str) -> Number | None:
    """The number of an entry as somebody typed it (CAI/B/2026/14, cai b 2026 0014); None for anything else."""
    found = _NUMBER.fullmatch(text.strip().upper())
    return Number(found[1], found[2], int(found[3]), int(found[4])) if found else None


def purpose(register: str) -> str:
    """The purpose of the blind indexes of a register: nobody can match them with those of another."""
    return f"register/{register}"
