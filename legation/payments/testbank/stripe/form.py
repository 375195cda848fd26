"""Form fields with brackets, as Stripe takes them: `a[b][0][c]=d`. https://docs.stripe.com/api"""

import re
from collections.abc import Mapping
from typing import Any

from legation.payments.testbank.stripe.errors import refused

DEEPEST = 6
_FIELD = re.compile(r"([a-z_]+)((?:\[[a-z0-9_]*\])*)", re.IGNORECASE)


def _parts(field: str) -> list[str]:
    found = _FIELD.fullmatch(field[:200])
    parts = [found[1], *re.findall(r"\[([^\]]*)\]", found[2])] if found else []
    if not parts or len(parts) > DEEPEST:
        raise refused(f"Received unknown parameter: {field[:60]}", param=field[:60])
    return parts


def _listed(value: Any) -> Any:
    """The same with a list wherever all names are numbers."""
    if not isinstance(value, dict):
        return value
    items = {name: _listed(inner) for name, inner in value.items()}
    if items and all(name.isascii() and name.isdigit() for name in items):
        return [items[name] for name in sorted(items, key=lambda name: int(name[:9]))]
    return items


def nested(fields: Mapping[str, str]) -> dict[str, Any]:
    """The fields as an object.

    Raises:
        StripeProblem: a field's name cannot be, or is a value here and an object there.
    """
    whole: dict[str, Any] = {}
    for field, value in fields.items():
        place = whole
        *way, last = _parts(field)
        for step in way:
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                raise refused(f"Invalid parameter: {field[:60]}", param=field[:60])
        if isinstance(place.get(last), dict):
            raise refused(f"Invalid parameter: {field[:60]}", param=field[:60])
        place[last or str(len(place))] = value
    return {name: _listed(value) for name, value in whole.items()}
