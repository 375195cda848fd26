"""What the contract needs: the profile published, a bank in memory, a signer in this process, people for every role."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from legation.documents import api as documents
from legation.documents.signer.local import local_signer
from legation.documents.signer.log import SignatureLog
from legation.payments.providers import registry
from legation.procedures.bundles import Opened, in_force
from tests.contract.walking import People, Walk
from tests.payments.support import MemoryBank
from tests.stamps import stamping


@pytest.fixture
def now() -> datetime:
    """Pages have no other clock than the machine's, so the contract has none either."""
    return datetime.now(UTC)


@pytest.fixture
def opened(utopia: None, procedure: str, now: datetime) -> Opened:
    """The bundle of the procedure in force."""
    return in_force(procedure.rsplit("/", 1)[1].split(".", maxsplit=1)[0], at=now)


@pytest.fixture
def people(utopia: None) -> People:
    """Everybody who might act."""
    return People.of_the_profile()


@pytest.fixture
def begun(
    opened: Opened, people: People, now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Callable[..., Walk]]:
    """Makes walks; each is one application."""
    bank = MemoryBank()
    monkeypatch.setitem(registry._providers, bank.name, bank)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    documents.connect_signer(local_signer(lambda *_: True, log=SignatureLog(tmp_path / "log"), clock=lambda: now))
    with stamping(lambda: now):
        yield lambda language="en": Walk(opened, bank, people, now, language)
    documents.connect_signer(None)
