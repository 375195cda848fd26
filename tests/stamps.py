"""A time stamping authority inside the process, for papers that last."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any
from unittest.mock import patch

from legation.config.commands.prepare import refresh_development_crl
from legation.documents import lasting
from legation.documents.timestamps.authority import Authority, make_authority
from legation.documents.timestamps.client import CheckedStamper

_moments: list[Callable[[], datetime]] = []


class OwnStamper(CheckedStamper):
    """Asks an authority without a line."""

    def __init__(self, authority: Authority, *, at: datetime) -> None:
        super().__init__("", authority.root, at=at)
        self.authority = authority

    def _post(self, data: bytes) -> bytes:
        return self.authority.answer(data)

    def revocation_lists(self) -> list[bytes]:
        return [self.authority.crl()]


@cache
def _authority() -> Authority:
    return make_authority(clock=lambda: _moments[-1]())


@contextmanager
def stamping(clock: Callable[[], datetime]) -> Iterator[None]:
    """Papers are stamped by this clock."""

    def stamper(*, at: datetime) -> Any:
        return OwnStamper(_authority(), at=at)

    _moments.append(clock)
    refresh_development_crl(at=clock())
    with patch.object(lasting, "stamper", stamper):
        yield
    _moments.pop()
