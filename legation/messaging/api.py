"""The door of messaging: one message, by mail always, by SMS and on a screen where its reader wishes it."""

from datetime import datetime

from django.db.models import Count, Max

from legation.messaging import reviews
from legation.messaging.channels.registry import has
from legation.messaging.models import Delivery, Device, Message, Ways
from legation.messaging.push import subscriptions
from legation.messaging.push.vapid import create_key as create_push_key
from legation.messaging.push.vapid import public_key as push_key
from legation.messaging.quiet import Quiet
from legation.messaging.rules import MAIL, PUSH, SMS, Captured, DeliveryView, Failures, Letter, State
from legation.messaging.sealing import open_letter
from legation.messaging.services.send import send
from legation.messaging.stopping import reference_of, stop_token
from legation.messaging.ways import Chosen, choose, chosen, forget_devices, stop_reminders, turn_push_on

__all__ = [
    "MAIL", "PUSH", "SMS", "Captured", "Chosen", "DeliveryView", "Failures", "Letter", "Quiet", "about", "captured",
    "choose", "chosen", "create_push_key", "failures", "find", "forget", "forget_devices", "has", "push_key",
    "reference_of", "reviews", "send", "stop_reminders", "stop_token", "subscriptions", "turn_push_on",
]  # fmt: skip


def captured(*, most: int = 50) -> list[Captured]:
    """The latest messages, newest first."""
    return _opened(list(Message.objects.order_by("-pk")[:most]))


def about(*references: str) -> list[Captured]:
    """What was sent about these references, oldest first."""
    return _opened(list(Message.objects.filter(reference__in=references).order_by("pk")))


def find(pk: int) -> Captured | None:
    """One message."""
    return next(iter(_opened(list(Message.objects.filter(pk=pk)))), None)


def failures(*, since: datetime) -> list[Failures]:
    """What did not arrive and is not tried any more, by way and reason, the latest first."""
    rows = Delivery.objects.filter(state=State.FAILED.value, ended_at__gte=since).values_list("channel", "code")
    counted = rows.annotate(count=Count("pk"), last=Max("ended_at")).order_by("-last")
    return [Failures(*row) for row in counted]


def _opened(messages: list[Message]) -> list[Captured]:
    ways: dict[str, list[DeliveryView]] = {}
    for row in Delivery.objects.filter(message__in=[each.key for each in messages]).order_by("pk"):
        view = DeliveryView(row.channel, row.state, row.attempts, row.code)
        ways.setdefault(row.message_id, []).append(view)
    found = []
    for each in messages:
        said = open_letter(each.sealed)
        found.append(Captured(
            each.pk, each.reference, said["to"], each.language, said["subject"], said["body"], each.created_at,
            said.get("sms", ""), said.get("push", ""), said.get("calendar", ""), ways.get(each.key, []),
        ))  # fmt: skip
    return found


def forget(*references: str) -> None:
    """Delete every message about these references, and how somebody wanted to be told of them."""
    for model in (Message, Ways, Device):
        model.objects.filter(reference__in=references).delete()
