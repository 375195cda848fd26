"""Attempts from the queue: sent side by side outside any transaction, then written down, with the next one if need be.

An address that does not answer is tried once in a batch; its other messages wait with it, so that it holds nobody up.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from legation.ground.outbox import api as outbox
from legation.ground.secrets import instance_key, seal, unseal
from legation.ground.webhooks import rules
from legation.ground.webhooks.announcing import attempt
from legation.ground.webhooks.models import Delivery
from legation.ground.webhooks.sending import Unreached, send

SIDE_BY_SIDE = 8
_CONTEXT, GONE = "webhook", 410
Outcome = tuple[int, str]


def sealed(secret: bytes) -> bytes:
    """A signing secret as it is stored."""
    return seal(instance_key(_CONTEXT), secret, context=_CONTEXT)


def prepare(bodies: list[dict[str, Any]]) -> list[Outcome | None]:
    """Send the messages of these attempts; gives (status, what went wrong) of each, None for one not to be sent."""
    rows = Delivery.objects.filter(message__in={body["message"] for body in bodies}, delivered_at=None)
    found = {row.message: row for row in rows.filter(subscription__ended_at=None).select_related("subscription")}
    groups: dict[int, list[Delivery]] = {}
    for body in bodies:
        if row := found.get(body["message"]):
            groups.setdefault(row.subscription_id, []).append(row)
    told: dict[str, Outcome] = {}
    demonstration = bool(settings.LEGATION_DEMO)
    with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE) as pool:
        for outcomes in pool.map(lambda group: _in_turn(group, demonstration), groups.values()):
            told |= outcomes
    return [told.get(body["message"]) for body in bodies]


def _in_turn(group: list[Delivery], demonstration: bool) -> dict[str, Outcome]:
    """The messages to one address, one after the other until one is not answered; the database is not asked here."""
    told: dict[str, Outcome] = {}
    away = ""
    for row in group:
        if away:
            told[row.message] = (0, away)
            continue
        body, moment = row.body.encode(), int(datetime.now(UTC).timestamp())
        secret = unseal(instance_key(_CONTEXT), row.subscription.secret, context=_CONTEXT)
        known = rules.headers(secret, message=row.message, moment=moment, body=body)
        try:
            status = send(
                row.subscription.url, body, known | {"Content-Type": "application/json", "User-Agent": "Legation"},
                demonstration=demonstration,
            )  # fmt: skip
            told[row.message] = (status, "")
        except Unreached as error:
            away = str(error)
            told[row.message] = (0, away)
    return told


def apply(found: list[outbox.Prepared]) -> None:
    """Write down how attempts ended, and when those that failed are tried again."""
    now = datetime.now(UTC)
    rows = {row.message: row for row in Delivery.objects.filter(message__in=[body["message"] for body, _made in found])}
    again: list[outbox.Effect] = []
    ended: list[Delivery] = []
    for body, outcome in found:
        row = rows.get(body["message"])
        if row is None or outcome is None:
            continue
        row.status, row.why = outcome
        row.attempts, row.next_at = row.attempts + 1, None
        number = body["number"]
        if 200 <= row.status < 300:
            row.delivered_at = now
        elif row.status != GONE and number <= len(rules.RETRIES):
            row.next_at = now + rules.RETRIES[number - 1]
            again.append(attempt(row.message, number + 1, at=now, due_at=row.next_at, run=body["run"]))
        ended.append(row)
    Delivery.objects.bulk_update(ended, ["status", "why", "attempts", "next_at", "delivered_at"])
    outbox.enqueue_all(again)
