"""What the gateway was given, in its memory: a message by its idempotency key."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime

MOST = 2000


@dataclass(frozen=True)
class Sent:
    """One message on somebody's phone."""

    key: str
    reference: str
    to: str
    text: str
    sender: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


class Store:
    """Messages and the faults that are switched on; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sent: dict[str, Sent] = {}
        self._handed_in: dict[str, int] = {}
        self.faults: set[str] = set()

    def put(self, message: Sent) -> bool:
        """Keep a message; gives whether it is new. One handed in again is counted and not sent again."""
        with self._lock:
            self._handed_in[message.key] = self._handed_in.get(message.key, 0) + 1
            if message.key in self._sent:
                return False
            self._sent[message.key] = message
            while len(self._sent) > MOST:
                del self._sent[next(iter(self._sent))]
            return True

    def all(self) -> list[tuple[Sent, int]]:
        """Messages with how often each was handed in, newest first."""
        with self._lock:
            return [(each, self._handed_in[each.key]) for each in reversed(self._sent.values())]
