"""The log's own key: this room knows its public half, and asks whoever holds the other to sign."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from legation.ground.errors import Unavailable
from legation.ground.transparency.notes import Verifier


@dataclass(frozen=True)
class KnownKey:
    """A key that signs or signed heads, and from when until when it might."""

    verifier: Verifier
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class LogKey:
    """What the house gives the log.

    Args:
        known: The keys of heads, the one in force first.
        sign: Makes the Ed25519 signature of the key in force over the text of a checkpoint.
    """

    known: Callable[[], list[KnownKey]]
    sign: Callable[[bytes], bytes]


_connected: list[LogKey] = []


def connect(key: LogKey) -> None:
    """Sign and check heads with this from now on."""
    _connected[:] = [key]


def log_key() -> LogKey:
    """The log's key.

    Raises:
        Unavailable: the house has given none.
    """
    if not _connected:
        raise Unavailable("the log has no key")
    return _connected[0]


def in_force() -> Verifier:
    """The key that signs now.

    Raises:
        Unavailable: there is none.
    """
    return log_key().known()[0].verifier
