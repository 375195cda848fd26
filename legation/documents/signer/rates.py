"""How many signatures a purpose may have in a minute and in an hour, whatever was decided.

Whoever can write decisions into the database can have them signed; a limit bounds what is lost before somebody sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from legation.documents.signer.protocol import Purpose
from legation.ground.errors import Unavailable

MINUTE, HOUR = 60.0, 3600.0


@dataclass(frozen=True)
class Rate:
    """The most signatures in any 60 seconds and in any 3,600."""

    minute: int
    hour: int

    def check(self, purpose: Purpose, times: Sequence[float], now: datetime) -> None:
        """Hold the times of earlier signatures (seconds since 1970, oldest first) against this rate.

        Raises:
            Unavailable: one more would be too many; a clock that was set back does not make room.
        """
        moment = now.timestamp()
        for most, span, name in ((self.minute, MINUTE, "minute"), (self.hour, HOUR, "hour")):
            if len(times) >= most and (not most or times[-most] > moment - span):
                raise Unavailable(f"{purpose} has had its {most} signatures of this {name}; try again later")


RATES = {
    Purpose.SEAL: Rate(6_000, 120_000),
    Purpose.DOCUMENT: Rate(6_000, 120_000),
    Purpose.TREE_HEAD: Rate(300, 7_200),
    Purpose.LIST: Rate(300, 3_600),
}
"""What an instance without a word of its own on it allows."""

MOST_KEPT = 500_000
"""Times of signatures that are held in memory for each purpose; a rate may not be above it."""
