"""The writer's life: append, have the head signed, ask the witnesses, wait; whatever fails is tried again."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import OperationalError, close_old_connections

from legation.ground.errors import Conflict, LegationError
from legation.ground.transparency.models import TreeHead
from legation.ground.transparency.services.append import BATCH, Writer
from legation.ground.transparency.services.ask_witnesses import ask_witnesses
from legation.ground.transparency.services.publish import publish

log = logging.getLogger("legation.log")

HEAD_EVERY = timedelta(seconds=5)
ASK_AGAIN = timedelta(seconds=30)
IDLE_SECONDS, BUSY_SECONDS = 0.5, 0.05


@dataclass
class Keeper:
    """One round after the other; the clock is passed in."""

    writer: Writer = field(default_factory=Writer)
    _head: TreeHead | None = None
    _signed: datetime | None = None
    _asked: datetime | None = None

    def round(self, *, at: datetime) -> int:
        """Append what is waiting, and publish when it is time; gives how many leaves were appended."""
        count = self.writer.append(at=at, limit=BATCH)
        if self._signed is None or at - self._signed >= HEAD_EVERY:
            head = publish(at=at)
            self._head, self._signed = head or self._head or TreeHead.objects.order_by("-pk").first(), at
            if self._head and (head or self._asked is None or at - self._asked >= ASK_AGAIN):
                self._asked = at
                ask_witnesses(head=self._head, at=at)
        return count


def keep(*, clock: Callable[[], datetime], stopped: Callable[[], bool]) -> None:
    """Write the log until stopped."""
    keeper, quiet = Keeper(), False
    while not stopped():
        count = 0
        try:
            count = keeper.round(at=clock())
            quiet = False
        except Conflict:
            quiet = _say_once(quiet, "another process writes the log; waiting")
        except (LegationError, OperationalError) as error:
            quiet = _say_once(quiet, f"the log waits: {error!r}")
            close_old_connections()
        time.sleep(BUSY_SECONDS if count else IDLE_SECONDS)


def _say_once(quiet: bool, what: str) -> bool:
    if not quiet:
        log.warning(what)
    return True
