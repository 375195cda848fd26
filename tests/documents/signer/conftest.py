"""No signer outlives the test that started it."""

from collections.abc import Iterator

import pytest

from tests.documents.signer.test_signer import RUNNING


@pytest.fixture(autouse=True)
def _no_signer_is_left() -> Iterator[None]:
    yield
    while RUNNING:
        process = RUNNING.pop()
        process.kill()
        process.wait()
