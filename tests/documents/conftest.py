"""A ministry's keys, shelf and signer of its own for each test of the documents room."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from legation.documents import api, keys
from legation.documents.signer.local import local_signer
from tests.conftest import NOW
from tests.documents.orders import order
from tests.documents.support import Recorder
from tests.ground.transparency.planting import empty


@pytest.fixture
def ring(settings: Any, tmp_path: Path) -> Iterator[keys.KeyRing]:
    """Development keys in a folder of their own."""
    settings.LEGATION_KEYS, settings.LEGATION_FILES = tmp_path / "keys", tmp_path / "files"
    settings.LEGATION_SIGNER = tmp_path / "signer.sock"
    keys.create_development_keys(at=NOW)
    yield keys.key_ring()
    keys.forget_cached_keys()


@pytest.fixture
def signer(ring: keys.KeyRing) -> Iterator[Recorder]:
    """A signer in this process that finds every decision committed, and counts."""
    recorder = Recorder(local_signer(lambda _reference, _decision: True))
    api.connect_signer(recorder)
    yield recorder
    api.connect_signer(None)


@pytest.fixture
def made(signer: Recorder) -> api.Made:
    """One finished document."""
    return api.make(order(), at=NOW)


@pytest.fixture
def swept(transactional_db: None) -> Iterator[None]:
    """For a test that commits documents: their commitments are taken away after it, which the database itself refuses."""
    yield
    empty("transparency_commitment")
