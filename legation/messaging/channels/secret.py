"""The secret shared with the SMS gateway: one file, from which the key we show and the key we check are derived."""

import hmac
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from legation.ground.errors import Unavailable


def secret_path() -> Path:
    """Where the secret lies, readable by its owner only."""
    return Path(settings.LEGATION_KEYS) / "sms.secret"


@cache
def _derived(path: Path, use: str) -> str:
    try:
        secret = path.read_text().strip()
    except FileNotFoundError:
        raise Unavailable("sms.secret is missing; legation prepare makes it") from None
    return hmac.new(secret.encode(), use.encode(), sha256).hexdigest()


def bearer_key() -> str:
    """What we show the gateway to be let in."""
    return _derived(secret_path(), "bearer")


def receipt_key() -> bytes:
    """What the gateway signs its receipts with. Another key than the one that travels in every request."""
    return _derived(secret_path(), "receipt").encode()
