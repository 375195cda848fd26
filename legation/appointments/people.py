"""Who an appointment is for: found by a blind index of the passport number, told by what lies sealed."""

import json
from dataclasses import asdict, dataclass

from legation.ground.audit.api import canonical
from legation.ground.languages.casing import capitals
from legation.ground.secrets import blind_index, instance_key, seal, unseal

_KEY = "appointments"
INDEX = "appointment"


@dataclass(frozen=True)
class Visitor:
    """Somebody who comes: the number of their passport, and how they are told."""

    passport: str
    name: str
    email: str
    phone: str = ""


def person_of(passport: str) -> bytes:
    """What a passport number is known by here, and only here."""
    return blind_index(INDEX, "".join(capitals(passport).split()))


def sealed(visitor: Visitor) -> bytes:
    """Name and address; the number itself is not kept."""
    told = {name: value for name, value in asdict(visitor).items() if name != "passport" and value}
    return seal(instance_key(_KEY), canonical(told), context=_KEY)


def opened(box: bytes | None) -> Visitor:
    """What `sealed` made; nothing of somebody who is forgotten."""
    told = json.loads(unseal(instance_key(_KEY), box, context=_KEY)) if box else {}
    return Visitor("", told.get("name", ""), told.get("email", ""), told.get("phone", ""))
