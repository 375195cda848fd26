"""From something that happened to the messages about it: one for each address that wants to know."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from legation.ground.audit.api import canonical
from legation.ground.outbox import api as outbox
from legation.ground.webhooks.models import Delivery, Subscription

KIND = "webhooks.announce"


def effect(*, service: int, events: list[str], key: str, data: dict[str, Any], at: datetime) -> outbox.Effect:
    """What must follow an event; to be written with the change it tells of.

    Args:
        service: the key of the service account whose it is.
        events: names of `rules.EVENTS`.
        key: what tells this event from any other.
        data: nothing personal: references, states, links.
    """
    body = {"service": service, "events": events, "data": data, "at": at.isoformat(), "key": key}
    return outbox.effect(KIND, key=key, body=body, at=at)


def announce(body: dict[str, Any], _prepared: Any) -> None:
    """Handler of the queue: write a delivery for every address in force that wants one of the events."""
    now = datetime.now(UTC)
    wanted = Subscription.objects.filter(service=body["service"], ended_at=None).order_by("pk")
    made = [
        Delivery(
            subscription=row, message=_message(row.pk, event, body["key"]), event=event, created_at=now, next_at=now,
            body=canonical({"type": event, "timestamp": body["at"], "data": body["data"]}).decode(),
        )
        for row in wanted for event in body["events"] if event in row.events
    ]  # fmt: skip
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    outbox.enqueue_all([first_attempt(each, at=now) for each in made])


def _message(subscription: int, event: str, key: str) -> str:
    """The id of a message: the same event gives the same one, whatever happens in between."""
    return f"msg_{sha256(json.dumps([subscription, event, key]).encode()).hexdigest()[:32]}"


def first_attempt(delivery: Delivery, *, at: datetime) -> outbox.Effect:
    """The effect that sends a message for the first time."""
    return attempt(delivery.message, 1, at=at, due_at=at)


def attempt(message: str, number: int, *, at: datetime, due_at: datetime, run: str = "") -> outbox.Effect:
    """The effect that sends a message for the `number`th time; `run` tells a resending from what was before."""
    body = {"message": message, "number": number, "run": run}
    return outbox.effect("webhooks.deliver", key=f"{message}:{run}{number}", body=body, at=at, due_at=due_at)
