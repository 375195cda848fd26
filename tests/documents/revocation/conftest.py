"""A ministry whose signer lives at the tests' own time."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from legation.config.commands.publish_lists import write_lists
from legation.documents import api, keys
from legation.documents.offline import open_lists
from legation.documents.revocation.lists import Lists
from legation.documents.signer.local import local_signer
from tests.conftest import NOW


class Clock:
    """What time it is, for everybody."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(ring: keys.KeyRing) -> Iterator[Clock]:
    """The clock of a signer in this process."""
    clock = Clock()
    api.connect_signer(local_signer(lambda _reference, _decision: True, clock=clock))
    yield clock
    api.connect_signer(None)


@pytest.fixture
def fetched(clock: Clock, ring: keys.KeyRing, tmp_path: Path) -> Callable[[], Lists]:
    """Publishes and gives the lists as somebody with the root alone holds them."""

    def fetch() -> Lists:
        api.publish_lists(at=clock.now)
        write_lists(tmp_path / "lists")
        lists: Any = open_lists(tmp_path / "lists", [ring.root])
        return lists

    return fetch
