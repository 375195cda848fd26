"""The signer's desk in this process: for tests, and for tools that hold the keys anyway."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from legation.documents.keys import key_ring
from legation.documents.signer.desk import Committed, Desk
from legation.documents.signer.log import SignatureLog
from legation.documents.signer.private_keys import private_keys


def log_path() -> Path:
    """Where the signer of this instance writes down what it signs."""
    return Path(settings.LEGATION_KEYS) / "signed.jsonl"


def local_signer(
    committed: Committed,
    *,
    log: SignatureLog | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Desk:
    """A signer in this process, with the instance's keys and log.

    Raises:
        legation.ground.errors.Unavailable: there are no keys.
    """
    private = private_keys()
    return Desk(
        private, state=key_ring().state, committed=committed, log=log or SignatureLog(log_path()), clock=clock
    )  # fmt: skip
