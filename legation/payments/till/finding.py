"""Whose fee somebody comes to pay: payments know references, and a room above says which are meant."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """What may be asked under some references for one case, by which the look is recorded."""

    case: str
    references: tuple[str, ...]


Ask = Callable[[str, str], list[Asked]]


def _nothing(_typed: str, _post: str) -> list[Asked]:
    return []


_asked: list[Ask] = [_nothing]


def connect(ask: Ask) -> None:
    """Say who knows: (a passport's number or a case's reference, a post's code) -> what is asked at that post."""
    _asked[:] = [ask]


def asked_for(typed: str, post: str) -> list[Asked]:
    """What may be asked at a post from whoever shows this."""
    return _asked[0](typed, post)
