"""What tests of cases ask for by name."""

import pytest

from legation.payments.providers import registry
from tests.payments.support import MemoryBank


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> MemoryBank:
    """A bank in memory, known as 'memory'."""
    bank = MemoryBank()
    monkeypatch.setitem(registry._providers, bank.name, bank)
    return bank
