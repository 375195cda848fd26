"""What other rooms hold of a citizen, for who asks for everything: each says so itself."""

from collections.abc import Callable
from typing import Any

from legation.ground.people.models import Citizen

_HELD: dict[str, Callable[[Citizen], Any]] = {}


def register(name: str, of: Callable[[Citizen], Any]) -> None:
    """Give what a room holds of somebody, as plain values, under a name of its own."""
    _HELD[name] = of


def holdings_of(citizen: Citizen) -> dict[str, Any]:
    """Everything that any room holds of somebody beside their account and their applications."""
    return {name: of(citizen) for name, of in _HELD.items()}
