"""The door of messaging. In this edition every message is captured and shown on a page; providers come with S11."""

import json
from dataclasses import dataclass
from datetime import datetime

from legation.ground import statements
from legation.ground.audit.api import canonical
from legation.ground.languages.fallback import in_plain
from legation.ground.secrets import instance_key, seal, unseal
from legation.messaging.models import Message

_CONTEXT = "message"


@dataclass(frozen=True)
class Captured:
    """A message as its reader sees it."""

    pk: int
    reference: str
    to: str
    language: str
    subject: str
    body: str
    created_at: datetime


@dataclass(frozen=True)
class Letter:
    """A message to send. A key is sent once, however often it is given."""

    key: str
    reference: str
    to: str
    language: str
    subject: str
    body: str


def send(*letters: Letter, at: datetime) -> None:
    """Queue messages; one whose key was queued before changes nothing."""
    statements.insert(*(_sealed(letter, at) for letter in letters), once=True)


def _sealed(letter: Letter, at: datetime) -> Message:
    content = canonical({"to": letter.to, "subject": in_plain(letter.subject), "body": in_plain(letter.body)})
    return Message(
        key=letter.key, reference=letter.reference, language=letter.language, created_at=at, delivered_at=at,
        sealed=seal(instance_key("messages"), content, context=_CONTEXT),
    )  # fmt: skip


def captured(*, most: int = 50) -> list[Captured]:
    """The latest messages, newest first."""
    return [_opened(message) for message in Message.objects.order_by("-pk")[:most]]


def about(*references: str) -> list[Captured]:
    """What was sent about these references, oldest first."""
    return [_opened(message) for message in Message.objects.filter(reference__in=references).order_by("pk")]


def find(pk: int) -> Captured | None:
    """One message."""
    message = Message.objects.filter(pk=pk).first()
    return _opened(message) if message else None


def _opened(message: Message) -> Captured:
    content = json.loads(unseal(instance_key("messages"), message.sealed, context=_CONTEXT))
    return Captured(message.pk, message.reference, content["to"], message.language, content["subject"],
                    content["body"], message.created_at)  # fmt: skip


def forget(reference: str) -> None:
    """Delete every message about a reference."""
    Message.objects.filter(reference=reference).delete()
