"""Days of which digits may be unknown: the masked date of the IDB draft (section 3.2)."""

import re
from datetime import date

from ..errors import FormatError

_WRITTEN = re.compile(r"([0-9x]{4})-([0-9x]{2})-([0-9x]{2})")
_BITS = 8


def encode_masked(text: str) -> bytes:
    """Four bytes for `YYYY-MM-DD`, where `x` stands for an unknown digit.

    The first byte has one bit for each digit of MMDDYYYY, the highest for the first, set when it is unknown; the
    other three are the number MMDDYYYY, unknown digits being 0. Raises `FormatError` for anything else.
    """
    match = _WRITTEN.fullmatch(text)
    if not match:
        raise FormatError(f"{text!r} is no day in the form YYYY-MM-DD")
    year, month, day = match.groups()
    digits = month + day + year
    _check(digits)
    mask = sum(1 << (_BITS - 1 - place) for place, digit in enumerate(digits) if digit == "x")
    return bytes((mask,)) + int(digits.replace("x", "0")).to_bytes(3, "big")


def decode_masked(data: bytes) -> str:
    """The day in four bytes, as `encode_masked` takes it. Raises `FormatError` when they are none."""
    digits = f"{int.from_bytes(data[1:], 'big'):08d}"
    if len(data) != 4 or len(digits) != _BITS:
        raise FormatError(f"{data.hex()} is no masked date")
    hidden = [bool(data[0] >> (_BITS - 1 - place) & 1) for place in range(_BITS)]
    if any(unknown and digit != "0" for unknown, digit in zip(hidden, digits, strict=True)):
        raise FormatError(f"{data.hex()} has a digit that its mask calls unknown")
    shown = "".join("x" if unknown else digit for unknown, digit in zip(hidden, digits, strict=True))
    _check(shown)
    return f"{shown[4:]}-{shown[:2]}-{shown[2:4]}"


def day_of(text: str) -> date | None:
    """The day, or None when a digit of it is unknown."""
    return None if "x" in text else date.fromisoformat(text)


def _check(digits: str) -> None:
    """A day that is known must exist; of one that is not, the known parts must be possible."""
    month, day, year = digits[:2], digits[2:4], digits[4:]
    try:
        # What is not known is taken as what refuses nothing: the year 2000 has a 29 February, January 31 days.
        date(2000 if "x" in year else int(year), 1 if "x" in month else int(month), 1 if "x" in day else int(day))
    except ValueError:
        raise FormatError(f"{digits} is no day in the form MMDDYYYY") from None
