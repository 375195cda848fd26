"""One attempt after another at taking messages out of the house, from the queue.

A gateway that is slow or away must hold up nobody whose visa waits in the same queue: attempts of a batch go side by
side, each is short, and once a channel did not answer it is left alone for a while by this worker.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from legation.ground.outbox import api as outbox
from legation.messaging.channels import registry
from legation.messaging.models import Delivery, Device, Message
from legation.messaging.push.subscriptions import Subscription, forget, opened
from legation.messaging.quiet import Quiet
from legation.messaging.rules import ENDED, MAIL, MOST_ATTEMPTS, PUSH, SMS, Outcome, Parcel, State, pause
from legation.messaging.sealing import open_letter, open_place
from legation.messaging.services.send import DELIVER

_SIDE_BY_SIDE = 8
_LEFT_ALONE = timedelta(seconds=30)
_away: dict[str, float] = {}

Body = outbox.Body


def prepare(bodies: list[Body]) -> list[Outcome | None]:
    """Try every delivery once; None where there is nothing to deliver any more. May run again for the same ones."""
    rows = Delivery.objects.select_related("message").in_bulk([body["delivery"] for body in bodies], field_name="key")
    found = [rows.get(body["delivery"]) for body in bodies]
    devices = _devices(list(rows.values()))
    parcels = [_parcel(row, devices) if row and row.state not in ENDED else None for row in found]
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        pairs = zip(found, parcels, strict=True)
        return list(pool.map(lambda pair: _attempt(pair[0].channel, pair[1]) if pair[0] and pair[1] else None, pairs))


def _attempt(channel: str, parcel: Parcel) -> Outcome:
    where = urlsplit(parcel.to).netloc if channel == PUSH else channel
    if time.monotonic() < _away.get(where, 0):
        return Outcome(State.WAITING, "left_alone", wait=_LEFT_ALONE)
    outcome = registry.deliver(channel, parcel)
    if outcome.state == State.WAITING and outcome.code == "away":
        _away[where] = time.monotonic() + _LEFT_ALONE.total_seconds()
    return outcome


def _devices(rows: list[Delivery]) -> dict[int, Subscription]:
    """device's key -> where and how it is written to, for those that are still known."""
    wanted = [open_place(row.sealed)["device"] for row in rows if row.channel == PUSH]
    return {each.pk: opened(each) for each in Device.objects.filter(pk__in=wanted)} if wanted else {}


def _parcel(row: Delivery, devices: dict[int, Subscription]) -> Parcel:
    content, name, language = open_letter(row.message.sealed), row.name.hex, row.message.language
    if row.channel == MAIL:
        stop = content.get("stop", "")
        entry = content.get("calendar", "")
        return Parcel(name, content["to"], content["subject"], content["body"], language, stop, calendar=entry)
    text, place = content.get(row.channel, ""), open_place(row.sealed)
    if row.channel == SMS:
        return Parcel(name, place["phone"], "", text, language)
    device = devices.get(place["device"])
    if device is None:
        return Parcel(name, "", "", text, language)
    keys = {"public": device.public, "secret": device.secret}
    return Parcel(name, device.endpoint, "", text, language, keys=keys)


def apply(found: list[outbox.Prepared]) -> None:
    """Write down what came of the attempts; what waits gets another effect, which keeps the quiet hours too."""
    at = timezone.now()
    outcomes = {body["delivery"]: (body, outcome) for body, outcome in found if outcome is not None}
    rows = Delivery.objects.select_for_update().filter(key__in=outcomes)
    for row in rows.order_by("pk"):
        body, outcome = outcomes[row.key]
        if row.state not in ENDED:  # its receipt may have been quicker
            _note(row, outcome, body, at)


def _note(row: Delivery, outcome: Outcome, body: dict[str, Any], at: datetime) -> None:
    tried = outcome.code != "left_alone"
    row.attempts += tried
    row.state, row.code = str(outcome.state), outcome.code
    if outcome.state == State.WAITING and row.attempts >= MOST_ATTEMPTS:
        row.state = State.FAILED
    if row.state == State.WAITING:
        again = at + (max(outcome.wait, pause(row.attempts)) if tried else outcome.wait)
        due = Quiet(**body["quiet"]).after(again) if body["quiet"] else again
        # one left alone has made no attempt, so its key must differ by the moment
        key = f"{row.key}:{row.attempts}:{at.timestamp():.0f}"
        outbox.enqueue(DELIVER, key=key, body=body, at=at, due_at=due)
    row.sent_at = row.sent_at or (at if row.state == State.SENT else None)
    row.ended_at = at if row.state in ENDED else None
    if outcome.gone:
        forget(device=open_place(row.sealed)["device"])
    row.save(update_fields=["attempts", "state", "code", "sent_at", "ended_at"])
    if row.channel == MAIL and row.state == State.SENT:
        Message.objects.filter(key=row.message_id).update(delivered_at=at)
