from pathlib import Path

import pytest

from legation.visa.rules import Policy, load_policy

ROOT = Path(__file__).parents[3]
UTOPIA = ROOT / "definitions/profiles/uto/visa_policy.yaml"


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The policy of Utopia."""
    return load_policy(UTOPIA)
