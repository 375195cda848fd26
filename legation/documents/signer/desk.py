"""The rules of signing: what may be signed, for which decision, how often. Used in process and behind the socket."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from legation.documents.keys import PrivateKeys
from legation.documents.seals import formats
from legation.documents.seals.errors import SealError
from legation.documents.seals.signatures import signer_for
from legation.documents.signer.log import SignatureLog
from legation.documents.signer.protocol import Purpose
from legation.ground.errors import NotAllowed

Committed = Callable[[str, str], bool]
"""Whether the decision (hex digest) on a reference is committed in the database."""

MOST_PER_DECISION = 10
"""Signatures per decision and purpose: one, and room for the retries of the queue."""


class Desk:
    """Signs with the keys it is given; see `legation.documents.signer.protocol.Signer`.

    Args:
        keys: The private keys with their certificates.
        committed: Asked before every signature.
        log: Where every signature is written down before it is made.
    """

    def __init__(
        self,
        keys: PrivateKeys,
        *,
        committed: Committed,
        log: SignatureLog,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._keys, self._committed, self._log, self._clock = keys, committed, log, clock
        self._one_at_a_time = threading.Lock()

    def sign(self, *, purpose: Purpose, reference: str, decision: str, data: bytes) -> bytes:
        """Sign `data`; the rules are in the protocol.

        Raises:
            NotAllowed: any rule says no.
        """
        self._check(purpose, data)
        if not self._committed(reference, decision):
            raise NotAllowed(f"decision {decision[:16]} on {reference} is not committed")
        with self._one_at_a_time:
            if self._log.count(purpose, reference, decision) >= MOST_PER_DECISION:
                raise NotAllowed(f"decision {decision[:16]} on {reference} has had its {MOST_PER_DECISION} signatures")
            self._log.append(purpose, reference, decision, data, at=self._clock())
        return self._signature(purpose, data)

    def _check(self, purpose: Purpose, data: bytes) -> None:
        if purpose is Purpose.SEAL:
            _check_seal(self._keys.seal_certificate, self._keys.state, data)
        elif len(data) != hashes.SHA256.digest_size:
            raise NotAllowed(f"a document is signed by its SHA-256, not by {len(data)} bytes")

    def _signature(self, purpose: Purpose, data: bytes) -> bytes:
        if purpose is Purpose.SEAL:
            return signer_for(self._keys.seal)(data)
        return self._keys.document.sign(data, ec.ECDSA(Prehashed(hashes.SHA256())))


def _check_seal(certificate: x509.Certificate, state: str, data: bytes) -> None:
    """It must be of this State, of a document that may be sealed, and name this certificate where it names any."""
    try:
        formats.parse_to_sign(data, certificate, state)
    except SealError as error:
        raise NotAllowed(f"what was sent is no seal of ours: {error}") from error
