"""Cases that another machine may have gone on with, since their post works without a line; which is said from above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from legation.ground.people.api import Person


@dataclass(frozen=True)
class Elsewhere:
    """What an officer is told before they go on with a case.

    Args:
        alone: codes of the posts that work on their own.
        disputed: whether both sides went on with the application that was asked about, and nobody has decided yet.
        address: where it is decided, if the reader is one who may.
    """

    alone: frozenset[str] = frozenset()
    disputed: bool = False
    address: str = ""


Ask = Callable[[Person | None, str, datetime], Elsewhere]


def _nothing(_by: Person | None, _application: str, _at: datetime) -> Elsewhere:
    return Elsewhere()


_asked: list[Ask] = [_nothing]


def connect(ask: Ask) -> None:
    """Say who knows: (the reader, the reference of an application or none, a moment) -> what is elsewhere."""
    _asked[:] = [ask]


def elsewhere(by: Person | None, application: str = "", *, at: datetime) -> Elsewhere:
    """What is elsewhere; with an application, also whether that one is."""
    return _asked[0](by, application, at)
