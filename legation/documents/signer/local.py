"""The signer's desk in this process: for the signer itself, for tests, and for tools that hold the keys anyway."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from legation.documents import keys
from legation.documents.signer.config import signer_config
from legation.documents.signer.desk import Committed, Desk
from legation.documents.signer.log import SignatureLog
from legation.documents.signer.private_keys import private_keys
from legation.documents.signer.protocol import Purpose
from legation.ground.errors import LegationError

log = logging.getLogger("legation.signer")

Clock = Callable[[], datetime]


def log_path() -> Path:
    """Where the signer of this instance writes down what it signs."""
    return Path(settings.LEGATION_KEYS) / "signed.jsonl"


def _now() -> datetime:
    return datetime.now(UTC)


def local_signer(committed: Committed, *, log: SignatureLog | None = None, clock: Clock = _now) -> Desk:
    """A signer in this process, with the instance's keys and log.

    Raises:
        legation.ground.errors.Unavailable: there are no keys.
    """
    return Desk(
        private_keys(), state=keys.key_ring().state, committed=committed, log=log or SignatureLog(log_path()),
        rates=signer_config().all_rates(), clock=clock,
    )  # fmt: skip


class FreshSigner:
    """A desk that takes up new keys when the folder of keys changes, so that a rotation interrupts nothing.

    Keys that cannot be read leave the earlier ones in use: between two files of a rotation they do not fit together.
    """

    def __init__(self, committed: Committed, *, log: SignatureLog) -> None:
        self._committed, self._log, self._stamp = committed, log, keys.stamp()
        self._desk = local_signer(committed, log=log)

    def sign(self, *, purpose: Purpose, data: bytes, reference: str = "", decision: str = "") -> bytes:
        """Sign `data`; see `legation.documents.signer.protocol.Signer`."""
        if self._stamp != keys.stamp():
            self._take_up()
        return self._desk.sign(purpose=purpose, data=data, reference=reference, decision=decision)

    def _take_up(self) -> None:
        stamp = keys.stamp()
        try:
            self._desk.replace_keys(private_keys(), rates=signer_config().all_rates())
            log.warning("the keys have changed, and are in use")
        except LegationError as error:
            log.warning("the keys have changed, and the earlier ones stay in use: %s", error.detail)
        self._stamp = stamp
