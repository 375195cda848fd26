"""Keys of a throw-away folder, and a place to pay that exists only in memory."""

import pytest

from legation.payments import api
from legation.payments.providers import registry
from tests.payments.support import MemoryBank


@pytest.fixture(autouse=True)
def _keys(tmp_path_factory, settings):
    settings.LEGATION_KEYS = tmp_path_factory.mktemp("keys")
    api.create_provider_secrets()


@pytest.fixture
def bank(monkeypatch):
    """A provider named `memory` whose answers the test decides."""
    bank = MemoryBank()
    monkeypatch.setitem(registry._providers, bank.name, bank)
    return bank
