"""What tests of the API ask for by name."""

from collections.abc import Iterator

import pytest

from legation.documents import api as documents
from legation.documents.signer.local import local_signer
from legation.payments.providers import registry
from tests.payments.support import MemoryBank


@pytest.fixture
def signer(instance_keys: None) -> Iterator[None]:
    """A signer in this process that finds every decision committed."""
    documents.connect_signer(local_signer(lambda _reference, _decision: True))
    yield
    documents.connect_signer(None)


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> MemoryBank:
    """A bank in memory, known as 'memory'."""
    bank = MemoryBank()
    monkeypatch.setitem(registry._providers, bank.name, bank)
    return bank
