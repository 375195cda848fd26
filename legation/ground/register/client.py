"""Asking the register for a person by number and birth date.

The adapter is one address: `POST /person` with a bearer token and `{"number", "birth_date", "purpose"}` answers
`{"persons": [{"number", "surname", "given_names", "birth_date", "sex", "dead"}]}`.
"""

import json
from dataclasses import dataclass, field

from django.conf import settings

from legation.ground import lines
from legation.ground.errors import Unavailable

FOUND, NONE, SEVERAL, DEAD, WRONG, UNAVAILABLE = "found", "none", "several", "dead", "wrong", "unavailable"
SECONDS = 3
_TOLD = ("surname", "given_names", "birth_date", "sex")


@dataclass(frozen=True)
class Told:
    """What the register said: one word, and the person if it is exactly the one that was asked for and lives."""

    answer: str
    person: dict[str, str] = field(default_factory=dict)


def ask(*, number: str, birth_date: str, purpose: str) -> Told:
    """Ask for one person. A register that is slow, down or talks nonsense is `unavailable`; the case goes on."""
    if not settings.LEGATION_REGISTER:
        return Told(UNAVAILABLE)
    token = (settings.LEGATION_KEYS / "register.secret").read_text().strip()
    question = json.dumps({"number": number, "birth_date": birth_date, "purpose": purpose}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        found = lines.ask(f"{settings.LEGATION_REGISTER}/person", question, headers, seconds=SECONDS)["persons"]
        if len(found) != 1:
            return Told(SEVERAL if found else NONE)
        person = {name: str(found[0][name]) for name in ("number", *_TOLD)}
        dead = bool(found[0]["dead"])
    except (Unavailable, KeyError, TypeError, IndexError):
        return Told(UNAVAILABLE)
    if (person["number"], person["birth_date"]) != (number, birth_date):
        return Told(WRONG)
    return Told(DEAD) if dead else Told(FOUND, {name: person[name] for name in _TOLD})
