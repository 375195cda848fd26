"""The door of the webhooks room: subscribe, end, look at deliveries, send one again; and say what happened."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.outbox import api as outbox
from legation.ground.webhooks import rules
from legation.ground.webhooks.announcing import attempt, effect
from legation.ground.webhooks.delivering import sealed
from legation.ground.webhooks.models import Delivery, Subscription
from legation.ground.webhooks.rules import EVENTS

__all__ = ["Delivery", "Subscription", "deliveries", "effect", "end", "end_all", "forget_delivered", "in_force",
           "resend", "subscribe"]  # fmt: skip

MOST_SUBSCRIPTIONS, KEPT = 20, timedelta(days=30)


@transaction.atomic
def subscribe(*, service: int, url: str, events: list[str], at: datetime) -> tuple[Subscription, str]:
    """Tell a service account's address of events from now on; gives the signing secret, shown this once.

    Raises:
        Invalid: nothing may be sent there, or there is no such event (`fields`).
        Conflict: the account has as many as it may.
    """
    try:
        rules.check_address(url, demonstration=bool(settings.LEGATION_DEMO))
    except rules.Refused as error:
        raise Invalid(
            str(error), fields={"url": _("Only addresses of the public internet that begin with https.")}
        ) from error
    if not events or set(events) - set(EVENTS):
        raise Invalid("events", fields={"events": Invalid.sentence})
    if len(in_force(service)) >= MOST_SUBSCRIPTIONS:
        raise Conflict(f"service account {service} has {MOST_SUBSCRIPTIONS} subscriptions")
    secret = rules.new_secret()
    row = Subscription.objects.create(
        service_id=service, url=url, events=sorted(set(events)), secret=sealed(secret), created_at=at
    )
    return row, rules.shown(secret)


def in_force(service: int) -> list[Subscription]:
    """The subscriptions of a service account, oldest first."""
    return list(Subscription.objects.filter(service=service, ended_at=None).order_by("pk"))


def end(*, service: int, subscription: int, at: datetime) -> None:
    """Tell an address nothing more, not even what waits. Raises `NotFound`."""
    rows = Subscription.objects.filter(pk=subscription, service=service, ended_at=None)
    if not rows.update(ended_at=at):
        raise NotFound(f"subscription {subscription}")


def end_all(*, service: int, at: datetime) -> None:
    """Tell a service account nothing more, wherever it was told."""
    Subscription.objects.filter(service=service, ended_at=None).update(ended_at=at)


def deliveries(*, service: int, subscription: int, before: int | None, most: int) -> list[Delivery]:
    """What was sent to an address or waits to be, newest first. Raises `NotFound`."""
    if not Subscription.objects.filter(pk=subscription, service=service).exists():
        raise NotFound(f"subscription {subscription}")
    rows = Delivery.objects.filter(subscription=subscription).order_by("-pk")
    return list((rows.filter(pk__lt=before) if before is not None else rows)[:most])


@transaction.atomic
def resend(*, service: int, message: str, at: datetime) -> Delivery:
    """Send a message again now, delivered or not, with all its attempts.

    Raises:
        NotFound: there is none, or its address is told nothing more.
    """
    rows = Delivery.objects.select_for_update().filter(message=message, subscription__service=service)
    row = rows.filter(subscription__ended_at=None).first()
    if row is None:
        raise NotFound(f"message {message}")
    row.delivered_at, row.next_at = None, at
    row.save(update_fields=["delivered_at", "next_at"])
    outbox.enqueue_all([attempt(message, 1, at=at, due_at=at, run=f"{secrets.token_hex(4)}-")])
    return row


def forget_delivered(*, at: datetime) -> int:
    """Delete what was written of deliveries more than thirty days ago; gives how many."""
    return Delivery.objects.filter(created_at__lt=at - KEPT).delete()[0]
