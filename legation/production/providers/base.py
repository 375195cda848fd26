"""What a printing place must be able to do for us; it is asked, and never calls: no address of ours is open to it."""

from typing import Any, Protocol

from legation.ground.errors import Unavailable
from legation.production.rules import Said


class Printer(Protocol):
    """One printing place. Every call may be repeated, and raises Unavailable when it is not answered sensibly."""

    name: str

    def submit(self, file: dict[str, Any]) -> None:
        """Hand over a personalisation file, sealed and signed; the same order again changes nothing there."""

    def messages(self, order: str) -> list[Said]:
        """Everything it has said of an order so far, the same message perhaps twice; empty while it is at work.

        Raises:
            NotAllowed: a message is not signed as this place signs.
        """


_printers: list[Printer] = []


def register(found: Printer) -> None:
    """Make a printing place the one that is used."""
    _printers[:] = [found]


def is_connected() -> bool:
    """Whether there is a printing place at all."""
    return bool(_printers)


def printer() -> Printer:
    """The printing place in use.

    Raises:
        Unavailable: none is connected (LEGATION_PRINTER).
    """
    if not _printers:
        raise Unavailable("no printing place is connected: LEGATION_PRINTER is not set")
    return _printers[0]
