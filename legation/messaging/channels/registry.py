"""Which channels there are, and which of them an instance has."""

from collections.abc import Callable

from django.conf import settings

from legation.messaging.channels import mail, push, sms
from legation.messaging.rules import MAIL, PUSH, SMS, Outcome, Parcel

_CHANNELS: dict[str, Callable[[Parcel], Outcome]] = {MAIL: mail.deliver, SMS: sms.deliver, PUSH: push.deliver}


def has(channel: str) -> bool:
    """Whether messages leave this house by a channel. Mail that does not is kept and shown by a demonstration."""
    return bool({MAIL: settings.LEGATION_MAIL, SMS: settings.LEGATION_SMS, PUSH: settings.LEGATION_PUSH}[channel])


def deliver(channel: str, parcel: Parcel) -> Outcome:
    """One attempt. Whatever the other side does becomes an outcome; nothing is raised because of it."""
    return _CHANNELS[channel](parcel)
