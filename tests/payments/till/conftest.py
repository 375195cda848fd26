"""A house whose post in Cairo takes pounds and whose post in Paris takes euro."""

import pytest

from legation.payments.providers import registry
from legation.payments.till import nexo
from legation.payments.till.terminal import Terminal
from tests.payments.till.terminal_server import Running


@pytest.fixture(autouse=True)
def _keys(utopia):
    """Desks need posts, and the instance's own keys."""


@pytest.fixture
def terminal(tmp_path, monkeypatch, settings):
    """The terminals of all posts, served here, and made known as a provider."""
    running = Running(tmp_path / "terminal.sqlite3", monkeypatch)
    monkeypatch.setattr(nexo, "SECONDS", 0.6)
    monkeypatch.setattr(nexo, "key", lambda: "a key of the tests")
    settings.LEGATION_TERMINAL = running.address
    monkeypatch.setitem(registry._providers, "terminal", Terminal())
    yield running
    running.close()
