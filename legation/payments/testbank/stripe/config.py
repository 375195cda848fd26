"""What the stand-in needs to know to run, from its environment."""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

_NEEDED = ("STRIPEBANK_DATABASE", "STRIPEBANK_KEY", "STRIPEBANK_WEBHOOK_SECRET")


@dataclass(frozen=True)
class Config:
    """How one stand-in runs.

    Args:
        database: path of its SQLite file; made if absent.
        key: the API key it lets in, 'sk_test_...'.
        webhook_secret: what it signs messages with, 'whsec_...'.
        webhook_url: where the merchant wants to be told; empty to tell nobody.
        address: its own address without a slash at the end, of its API and its pages.
    """

    database: str
    key: str
    webhook_secret: str
    webhook_url: str
    address: str

    def derived(self, use: str) -> str:
        """The key for `use`, as 'operator', in lower-case hex."""
        return hmac.new(self.key.encode(), use.encode(), sha256).hexdigest()


def from_environment(environment: Mapping[str, str] = os.environ) -> Config:
    """The configuration in STRIPEBANK_DATABASE, _KEY, _WEBHOOK_SECRET, _WEBHOOK_URL and _ADDRESS.

    Raises:
        RuntimeError: one of the first three is missing, or the key is no test key.
    """
    missing = [name for name in _NEEDED if not environment.get(name)]
    if missing:
        raise RuntimeError(f"the stand-in for Stripe needs {' and '.join(missing)}")
    if not environment["STRIPEBANK_KEY"].startswith("sk_test_"):
        raise RuntimeError("STRIPEBANK_KEY must begin with sk_test_")
    return Config(
        database=environment["STRIPEBANK_DATABASE"],
        key=environment["STRIPEBANK_KEY"].strip(),
        webhook_secret=environment["STRIPEBANK_WEBHOOK_SECRET"].split()[0],
        webhook_url=environment.get("STRIPEBANK_WEBHOOK_URL", ""),
        address=environment.get("STRIPEBANK_ADDRESS", "http://127.0.0.1:8002").rstrip("/"),
    )
