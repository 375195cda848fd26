"""What this machine is: the centre, or an edge node that works for a post while its line is gone (docs/adr/0039).

An edge draws numbers only from what the centre gave it, so that the two can never give the same one.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from legation.ground.errors import AtCentre

_BLOCK = 3
BASE = 32
"""Letters that every alphabet of drawn numbers has."""
BLOCKS = BASE**_BLOCK
"""So many blocks there are for all nodes of a house, one for each time that one is cut off."""


@dataclass(frozen=True)
class Node:
    """An edge node. `series` is what its gapless numbers run in, `block` what its random ones begin with.

    `since`: when somebody of the post declared the line gone; None while it stands by.
    """

    code: str
    post: str
    series: str
    block: int
    since: datetime | None


def _nobody() -> Node | None:
    return None


_asked: list[Callable[[], Node | None]] = [_nobody]


def connect(ask: Callable[[], Node | None]) -> None:
    """Say who tells what this machine is; until then it is the centre."""
    _asked[:] = [ask]


def here() -> Node | None:
    """The edge node that this machine is; None at the centre."""
    return _asked[0]()


def stands_by() -> bool:
    """Whether this is an edge node whose post works at the centre: it changes nothing, not even by itself."""
    node = here()
    return node is not None and node.since is None


def at_centre(what: str, *, reader: Any = None) -> None:
    """The one way in which something is refused at an edge: what it would write could not be told to the centre.

    Raises:
        AtCentre: this is an edge node.
    """
    if here() is not None:
        raise AtCentre(what, reader=reader)


def series() -> str:
    """The series of gapless numbers in which this machine counts; empty at the centre."""
    node = here()
    return node.series if node else ""


def own_chain(actor: str) -> str:
    """The name under which an actor's accesses are chained here: at an edge another than at the centre."""
    node = here()
    return f"{actor}@{node.code}" if node else actor


def drawn(alphabet: str, length: int) -> str:
    """`length` random letters that no other machine of the house draws.

    The alphabet's last letter at the beginning is the edges': the next three say which block.
    """
    node = here()
    if node is None:
        first = secrets.choice(alphabet[:-1])
        return first + "".join(secrets.choice(alphabet) for _ in range(length - 1))
    begins = opening(alphabet, node.block)
    return begins + "".join(secrets.choice(alphabet) for _ in range(length - len(begins)))


def opening(alphabet: str, block: int) -> str:
    """The letters with which every number of a block begins."""
    base = len(alphabet)
    if block >= base**_BLOCK:
        raise ValueError(f"block {block} does not fit {_BLOCK} of {base} letters")
    return alphabet[-1] + "".join(alphabet[block // base**place % base] for place in reversed(range(_BLOCK)))


def room(length: int) -> int:
    """How many numbers of so many letters a block has."""
    return int(BASE ** (length - 1 - _BLOCK))
