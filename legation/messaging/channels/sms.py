"""SMS by a gateway: one address that takes a message and answers with what it calls it (docs/messages.md).

A provider with an interface of its own gets an adapter that speaks this one; receipts come to `receipts`.
"""

import json
from datetime import timedelta

from django.conf import settings

from legation.ground import lines
from legation.ground.errors import Unavailable
from legation.messaging.channels.secret import bearer_key
from legation.messaging.rules import Outcome, Parcel, State

SECONDS = 4
AWAY = timedelta(seconds=30)


def deliver(parcel: Parcel) -> Outcome:
    """Hand a message to the gateway. Its name makes the second handing in of the same one harmless."""
    said = {"reference": parcel.name, "to": parcel.to, "text": parcel.text, "from": settings.LEGATION_SMS_SENDER}
    headers = {
        "Authorization": f"Bearer {bearer_key()}", "Content-Type": "application/json", "Idempotency-Key": parcel.name,
    }  # fmt: skip
    try:
        lines.ask(f"{settings.LEGATION_SMS}/messages", json.dumps(said).encode(), headers, seconds=SECONDS)
    except lines.Refused:
        return Outcome(State.FAILED, "refused")
    except Unavailable:
        return Outcome(State.WAITING, "away", wait=AWAY)
    return Outcome(State.SENT)
