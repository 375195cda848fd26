"""The rules of signing: what may be signed, for which decision, how often. Used in process and behind the socket."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from legation.documents.signer import rules
from legation.documents.signer.log import SignatureLog
from legation.documents.signer.private_keys import Key, PrivateKeys
from legation.documents.signer.protocol import DECIDED, Purpose
from legation.documents.signer.rates import RATES, Rate
from legation.documents.signer.rules import Step
from legation.ground.errors import NotAllowed, Unavailable

Committed = Callable[[str, str], bool]
"""Whether the decision (hex digest) on a reference is committed in the database."""

MOST_PER_DECISION = 10
"""Signatures per decision and purpose: one, and room for the retries of the queue."""


class Desk:
    """Signs with the keys it is given; see `legation.documents.signer.protocol.Signer`.

    Args:
        keys: The private keys with their certificates.
        state: The State that seals must name.
        committed: Asked before every signature that needs a decision.
        log: Where every signature is written down before it is made.
        rates: How many signatures of a purpose a minute and an hour may see; the default for those left out.
    """

    def __init__(
        self,
        keys: PrivateKeys,
        *,
        state: str,
        committed: Committed,
        log: SignatureLog,
        rates: dict[Purpose, Rate] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._keys, self._state, self._committed = keys, state, committed
        self._log, self._rates, self._clock = log, RATES | (rates or {}), clock
        self._one_at_a_time = threading.Lock()

    def sign(self, *, purpose: Purpose, data: bytes, reference: str = "", decision: str = "") -> bytes:
        """Sign `data`; the rules are in the protocol.

        Raises:
            NotAllowed: any rule says no.
            Unavailable: there is no such key, or it has signed too much of late.
        """
        key, now = self._key(purpose), self._clock()
        _check_period(key, purpose, now)
        step = self._read(key, purpose, data, now)
        if purpose in DECIDED and not self._committed(reference, decision):
            raise NotAllowed(f"decision {decision[:16]} on {reference} is not committed")
        with self._one_at_a_time:
            self._check_history(purpose, reference, decision, step, now)
            self._log.append(purpose, reference, decision, data, step=step, at=now)
        return key.sign(data)

    def _key(self, purpose: Purpose) -> Key:
        if purpose not in self._keys:
            raise Unavailable(f"there is no {purpose} key here")
        return self._keys[purpose]

    def _read(self, key: Key, purpose: Purpose, data: bytes, now: datetime) -> Step | None:
        """The number in its row of what is to be signed, for those that have one."""
        if purpose is Purpose.TREE_HEAD:
            return rules.read_tree_head(data)
        if purpose is Purpose.LIST:
            return rules.read_list(data, now=now)
        if purpose is Purpose.SEAL:
            rules.check_seal(key.certificate, self._state, data)
        else:
            rules.check_digest(data)
        return None

    def _check_history(
        self, purpose: Purpose, reference: str, decision: str, step: Step | None, now: datetime
    ) -> None:  # fmt: skip
        if step:
            rules.check_order(self._log.last(purpose, step.row), step)
        elif self._log.count(purpose, reference, decision) >= MOST_PER_DECISION:
            raise NotAllowed(f"decision {decision[:16]} on {reference} has had its {MOST_PER_DECISION} signatures")
        self._rates[purpose].check(purpose, self._log.times(purpose), now)


def _check_period(key: Key, purpose: Purpose, now: datetime) -> None:
    begin, end = key.period
    if not begin <= now <= end:
        raise NotAllowed(f"the {purpose} key signs from {begin:%Y-%m-%d} to {end:%Y-%m-%d}; make a new one")
