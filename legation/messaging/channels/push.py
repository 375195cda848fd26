"""Web push (RFC 8030): one message to one browser, through the push service that the browser named."""

import json
from datetime import timedelta

from django.utils import timezone

from legation.ground import lines
from legation.ground.errors import Unavailable
from legation.messaging.push import encryption, vapid
from legation.messaging.push.subscriptions import allowed
from legation.messaging.push.words import decoded
from legation.messaging.rules import Outcome, Parcel, State

SECONDS = 4
LASTS = 2 * 24 * 3600
"""For so long a service keeps a message for a phone that is switched off."""
AWAY = timedelta(seconds=30)
_GONE = (404, 410)
_LATER = (408, 425, 429)


def deliver(parcel: Parcel) -> Outcome:
    """Push a message. `Topic` lets the service replace the same one if it comes twice (RFC 8030, section 5.4)."""
    if not parcel.to:
        return Outcome(State.FAILED, "gone")
    if not allowed(parcel.to):
        return Outcome(State.FAILED, "not_allowed", gone=True)
    headers = {
        "Authorization": vapid.authorization(parcel.to, at=timezone.now()), "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream", "TTL": str(LASTS), "Urgency": "normal", "Topic": parcel.name[:32],
    }  # fmt: skip
    try:
        status = lines.post(parcel.to, _sealed(parcel), headers, seconds=SECONDS)
    except Unavailable:
        return Outcome(State.WAITING, "away", wait=AWAY)
    if status in _GONE:
        return Outcome(State.FAILED, "gone", gone=True)
    if status in _LATER or status >= 500:
        return Outcome(State.WAITING, str(status), wait=AWAY)
    return Outcome(State.SENT) if status < 300 else Outcome(State.FAILED, str(status))


def _sealed(parcel: Parcel) -> bytes:
    said = {"text": parcel.text, "lang": parcel.language, "tag": parcel.name}
    to = encryption.Subscriber(decoded(parcel.keys["public"]), decoded(parcel.keys["secret"]))
    return encryption.encrypt(json.dumps(said, ensure_ascii=False).encode(), to)
