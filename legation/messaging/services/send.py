"""Sending: the messages and the ways they take are written down; what leaves the house goes by the outbox."""

import uuid
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from legation.ground import statements
from legation.ground.outbox import api as outbox
from legation.messaging.channels import registry
from legation.messaging.models import Delivery, Message
from legation.messaging.rules import MAIL, PUSH, SMS, Letter, State
from legation.messaging.sealing import sealed_letter, sealed_place

DELIVER = "messaging.deliver"


def send(*letters: Letter, at: datetime) -> None:
    """Queue messages; one whose key was queued before changes nothing."""
    messages = [_message(letter, at) for letter in letters]
    ways = [(letter, delivery) for letter in letters for delivery in _deliveries(letter, at)]
    statements.insert(*messages, once=True)
    statements.insert(*(delivery for _letter, delivery in ways), once=True)
    # an effect is found by the delivery's key, so that the second sending of a letter adds none
    outbox.enqueue_all([_effect(letter, each, at) for letter, each in ways if each.state == State.WAITING])


def _message(letter: Letter, at: datetime) -> Message:
    return Message(
        key=letter.key, reference=letter.reference, language=letter.language, created_at=at,
        delivered_at=None if registry.has(MAIL) else at, sealed=sealed_letter(letter),
    )  # fmt: skip


def _deliveries(letter: Letter, at: datetime) -> Iterator[Delivery]:
    # mail that nobody takes out of the house is captured, and so at its end
    captured = not registry.has(MAIL)
    yield Delivery(
        key=f"{letter.key}:{MAIL}", name=uuid.uuid4(), message_id=letter.key, channel=MAIL, sealed=b"", created_at=at,
        state=State.DELIVERED if captured else State.WAITING, ended_at=at if captured else None,
    )  # fmt: skip
    if letter.sms and letter.phone and registry.has(SMS):
        yield _waiting(letter, SMS, SMS, {"phone": letter.phone}, at)
    for device in letter.devices if letter.push and registry.has(PUSH) else ():
        yield _waiting(letter, PUSH, f"{PUSH}:{device}", {"device": device}, at)


def _waiting(letter: Letter, channel: str, part: str, place: dict[str, Any], at: datetime) -> Delivery:
    return Delivery(
        key=f"{letter.key}:{part}", name=uuid.uuid4(), message_id=letter.key, channel=channel, created_at=at,
        sealed=sealed_place(place),
    )  # fmt: skip


def _effect(letter: Letter, delivery: Delivery, at: datetime) -> outbox.Effect:
    quiet = letter.quiet if delivery.channel != MAIL else None
    body = {"delivery": delivery.key, "quiet": asdict(quiet) if quiet else None}
    due = quiet.after(at) if quiet else at
    return outbox.effect(DELIVER, key=f"{delivery.key}:0", body=body, at=at, due_at=due)
