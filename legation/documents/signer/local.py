"""The signer's desk in this process: for tests, and for tools that hold the keys anyway."""

from pathlib import Path

from django.conf import settings

from legation.documents.keys import private_keys
from legation.documents.signer.desk import Committed, Desk
from legation.documents.signer.log import SignatureLog


def log_path() -> Path:
    """Where the signer of this instance writes down what it signs."""
    return Path(settings.LEGATION_KEYS) / "signed.jsonl"


def local_signer(committed: Committed, *, log: SignatureLog | None = None) -> Desk:
    """A signer in this process, with the instance's keys and log.

    Raises:
        legation.ground.errors.Unavailable: there are no keys.
    """
    return Desk(private_keys(), committed=committed, log=log or SignatureLog(log_path()))
