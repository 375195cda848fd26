"""Who may do what to a roll, and when. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

OFFICER = "electoral_officer"
"""The role of the electoral office; nobody else opens, freezes or reads a roll."""
CONTEXT, OBJECTION, ANSWER = "roll", "roll objection", "roll answer"
MOST_TEXT = 4000


@dataclass(frozen=True, kw_only=True)
class Written:
    """What is entered.

    Args:
        place: the code of the post on whose roll it stands.
        district: where the person lives, as the vote counts it; `polling` where they vote. Neither names anybody.
        reference: whose it is.
        key: 32 bytes, the data key of what it belongs to.
        content: what is written, JSON-able, with `name`; it is sealed.
    """

    place: str
    district: str
    polling: str
    reference: str
    key: bytes = field(repr=False)
    content: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Own:
    """What a person sees: their own entry, and what may still be done about it."""

    number: str
    district: str
    polling: str
    content: dict[str, Any] = field(repr=False)
    struck: bool
    vote: str
    inspect_until: datetime
    closes_at: datetime
    answers: tuple[tuple[str, str], ...]
    """(what they said, what was answered or nothing) of each objection."""
