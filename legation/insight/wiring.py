"""What the figures hang on the rooms below them: an effect of the queue."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from legation.ground.outbox import api as outbox

COUNT = "insight.count"
_ROUNDS = 20


def connect() -> None:
    """Called once when the app is ready."""
    outbox.register(COUNT, _count)


def count_soon(*, at: datetime) -> None:
    """Have the queue count what is new, once a minute however many workers there are."""
    with transaction.atomic():
        outbox.enqueue(COUNT, key=f"{at:%Y-%m-%dT%H:%M}", body={}, at=at)


def _count(_body: outbox.Body, _prepared: Any) -> None:
    """A few rounds, so that a morning with much to count holds up nobody; what is left comes with the next minute."""
    from legation.insight.models import SOURCES
    from legation.insight.services.bring_up import bring_up

    for source in SOURCES:
        for _round in range(_ROUNDS):
            if not bring_up(source, at=timezone.now()):
                break
