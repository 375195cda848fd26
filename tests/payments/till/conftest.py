"""A house whose post in Cairo takes pounds and whose post in Paris takes euro."""

import pytest


@pytest.fixture(autouse=True)
def _keys(utopia):
    """Desks need posts, and the instance's own keys."""
