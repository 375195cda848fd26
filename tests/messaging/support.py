"""A message on its way, and the worker that carries it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from legation.ground.outbox import api as outbox
from legation.messaging import api as messaging
from legation.messaging.models import Delivery
from legation.messaging.services import deliver


def letter(key: str = "k", **more: object) -> messaging.Letter:
    given = {
        "key": key, "reference": "UTO-1", "to": "a@example.org", "language": "en", "subject": "News", "body": "Dear A,",
        "sms": "News on UTO-1.", "phone": "+994501234567",
    }  # fmt: skip
    return messaging.Letter(**(given | more))  # type: ignore[arg-type]


def work(at: datetime) -> int:
    """Everything that is due at a moment, done at that moment; gives how much it was."""
    deliver._away.clear()
    with clock(at):
        return outbox.drain(clock=lambda: at)


@contextmanager
def clock(at: datetime) -> Iterator[None]:
    with patch.object(deliver.timezone, "now", return_value=at):
        yield


def through(at: datetime, *, hours: float = 12, step: float = 0.1) -> None:
    """The worker, from now through so many hours."""
    for number in range(int(hours / step)):
        work(at + timedelta(hours=number * step))


def state(channel: str = "sms") -> Delivery:
    return Delivery.objects.get(channel=channel)
