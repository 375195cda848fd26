"""The secret shared with the test bank: one file, from which the key we show and the key we check are derived."""

import hmac
import secrets
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from legation.ground.errors import Unavailable
from legation.ground.secrets import create_secret_file


def secret_path() -> Path:
    """Where the secret lies, readable by its owner only."""
    return Path(settings.LEGATION_KEYS) / "testbank.secret"


def create_secret() -> bool:
    """Make the secret if there is none; says whether it made one."""
    return create_secret_file(secret_path(), secrets.token_urlsafe(32).encode())


@cache
def _derived(path: Path, use: str) -> str:
    try:
        secret = path.read_text().strip()
    except FileNotFoundError:
        raise Unavailable("testbank.secret is missing; create_provider_secrets() makes it") from None
    return hmac.new(secret.encode(), use.encode(), sha256).hexdigest()


def bearer_key() -> str:
    """What we show the bank to be let in."""
    return _derived(secret_path(), "bearer")


def webhook_key() -> bytes:
    """What the bank signs its messages with. Another key than the one that travels in every request."""
    return _derived(secret_path(), "webhook").encode()
