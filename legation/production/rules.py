"""The personalisation file and what may be said of it. Pure.

Source: ICAO Doc 9303-4, 8th edition: section 4.1 (what stands on the data page) and 4.2 (the machine readable zone
of a TD3 and its check digits); Doc 9303-3, section 3 (photo, signature or usual mark) and 4 (the zone); Doc 9303-2,
section 4.3 (blanks are counted, and spoiled ones accounted for).
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

FORMAT = "legation-personalisation-1"
MOST_ATTEMPTS = 3
"""So many blanks one passport may cost before a person looks at it."""
_NUMBER = re.compile(r"([A-Z]{0,8})(\d{1,9})")
NUMBER_LENGTH = 9


class State(StrEnum):
    """How a job stands: it waits for a blank or the line, is with the printer, or has ended in one of five ways."""

    WAITING = "waiting"
    SENT = "sent"
    PRODUCED = "produced"
    SPOILED = "spoiled"
    REJECTED = "rejected"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"


class Result(StrEnum):
    """What a printing place says of a job: passed its quality control, a misprint, or a picture it cannot print."""

    PASSED = "passed"
    MISPRINT = "misprint"
    PICTURE = "picture_rejected"


LATE = "late"
"""What stands in the place of a result where a job had been given up before it was answered."""
RECEIVED, USED, SPOILED, SENT_ON, RELEASED = "received", "used", "spoiled", "sent_on", "released"
LOST = "lost"
WAYS: dict[str, int] = {RECEIVED: 1, USED: -1, SPOILED: -1, SENT_ON: -1, RELEASED: 0, LOST: 0}
"""How blanks come and go: verb of a move -> its sign. What is released was held for a file, and was here all along;
what is lost on the way was nobody's stock any more."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be made for one decision.

    Args:
        reference: whose it is, as who orders it says.
        decision: the digest of the decision, hex.
        place: the code of the post or centre whose blanks are used.
        key: 32 bytes, the data key of what it belongs to.
        code: the document code, as P or PP (Doc 9303-4, section 4.2.2).
        fields: the data page, field -> text as it is printed; nothing of it stands anywhere in clear.
        zone: (number) -> the two lines of the TD3.
    """

    reference: str
    decision: str
    place: str
    key: bytes = field(repr=False)
    code: str
    fields: Mapping[str, str] = field(repr=False)
    photo: bytes = field(repr=False)
    signature: bytes = field(default=b"", repr=False)
    issued: date
    until: date


@dataclass(frozen=True)
class Said:
    """One message of a printing place, once its signature is good. `lines` are the zone as its camera read it."""

    message: str
    order: str
    result: Result
    blank: str
    chip: str
    lines: tuple[str, ...]


def personalisation(asked: Asked, *, order: str, number: str, lines: tuple[str, str]) -> dict[str, Any]:
    """The file, JSON-able: the data page, the zone, the pictures, and a digest of each (SHA-256, hex)."""
    pictures = {"photo": asked.photo, **({"signature": asked.signature} if asked.signature else {})}
    return {
        "format": FORMAT, "order": order, "decision": asked.decision, "document_code": asked.code, "number": number,
        "issued": asked.issued.isoformat(), "until": asked.until.isoformat(), "fields": dict(asked.fields),
        "mrz": list(lines), "pictures": {name: b64encode(data).decode() for name, data in pictures.items()},
        "digests": {name: sha256(data).hexdigest() for name, data in pictures.items()}
        | {"mrz": sha256("\n".join(lines).encode()).hexdigest()},
    }  # fmt: skip


def nth_of(first: str, last: str, count: int) -> str | None:
    """The number so many places after the first of a block; None past its end.

    Raises:
        ValueError: the two are not of one block: the same letters, as many digits, at most nine in all.
    """
    begin, end = _NUMBER.fullmatch(first), _NUMBER.fullmatch(last)
    if not begin or not end or begin[1] != end[1] or len(first) != len(last) or len(first) > NUMBER_LENGTH:
        raise ValueError(f"{first} to {last} is no block of numbers")
    found = int(begin[2]) + count
    return None if found > int(end[2]) else f"{begin[1]}{found:0{len(begin[2])}d}"
