"""What the bank needs to know to run, from its environment."""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Config:
    """How one bank runs.

    Args:
        database: path of its SQLite file; made if absent.
        secret: shared with the merchant; the key shown and the key signed with are derived from it.
        webhook_url: where the merchant wants to be told; empty to tell nobody.
        address: the bank's own public address without a slash at the end, as in 'http://127.0.0.1:8001'.
    """

    database: str
    secret: str
    webhook_url: str
    address: str

    def derived(self, use: str) -> str:
        """The key for `use`, 'bearer', 'webhook' or 'operator', in lower-case hex."""
        return hmac.new(self.secret.encode(), use.encode(), sha256).hexdigest()


def from_environment(environment: Mapping[str, str] = os.environ) -> Config:
    """The configuration in TESTBANK_DATABASE, TESTBANK_SECRET, TESTBANK_WEBHOOK_URL and TESTBANK_ADDRESS.

    Raises:
        RuntimeError: one of the first two is missing.
    """
    missing = [name for name in ("TESTBANK_DATABASE", "TESTBANK_SECRET") if not environment.get(name)]
    if missing:
        raise RuntimeError(f"the test bank needs {' and '.join(missing)}")
    return Config(
        database=environment["TESTBANK_DATABASE"],
        secret=environment["TESTBANK_SECRET"].strip(),
        webhook_url=environment.get("TESTBANK_WEBHOOK_URL", ""),
        address=environment.get("TESTBANK_ADDRESS", "http://127.0.0.1:8001").rstrip("/"),
    )
