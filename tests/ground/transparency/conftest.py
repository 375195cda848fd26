"""A log with a key of its own, which signs without a signer process."""

from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from legation.ground.transparency import case_keys
from legation.ground.transparency import log_key as keys
from legation.ground.transparency.log_key import KnownKey, LogKey
from legation.ground.transparency.notes import NOTE, Verifier
from tests.ground.transparency.support import KEY

ORIGIN = "127.0.0.1:8000/log"
_YEAR = timedelta(days=365)


@pytest.fixture
def private_key() -> Ed25519PrivateKey:
    """The log's private key."""
    return Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture
def log_key(private_key: Ed25519PrivateKey, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Verifier:
    """Heads are signed in this process; gives the key that verifies them."""
    verifier = Verifier(ORIGIN, NOTE, private_key.public_key().public_bytes_raw())
    known = [KnownKey(verifier, now - _YEAR, now + _YEAR)]
    monkeypatch.setattr(keys, "_connected", [LogKey(known=lambda: known, sign=private_key.sign)])
    monkeypatch.setattr(case_keys, "_connected", [lambda references: dict.fromkeys(references, KEY)])
    return verifier
