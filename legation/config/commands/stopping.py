"""Ending on SIGTERM or Ctrl-C: what is in hand is finished first."""

import signal
from types import FrameType


class Stop:
    """True once somebody asked this process to end."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._ask)

    def _ask(self, _signal: int, _frame: FrameType | None) -> None:
        self.asked = True

    def __bool__(self) -> bool:
        return self.asked
