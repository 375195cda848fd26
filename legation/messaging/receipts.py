"""A gateway's receipts: signed, read, and what they change. The same receipt twice, or late, changes nothing more."""

import hmac
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from legation.ground.errors import Invalid, NotAllowed
from legation.messaging.channels.secret import receipt_key
from legation.messaging.models import Delivery
from legation.messaging.rules import ENDED, SMS, State

SIGNATURE = "Legation-Signature"
MOST_AGE_SECONDS = 300
_STATES = {"sent": State.SENT, "delivered": State.DELIVERED, "failed": State.FAILED}


@dataclass(frozen=True)
class Receipt:
    """What a gateway says about one message."""

    name: uuid.UUID
    state: State
    code: str


def sign(key: bytes, moment: int, body: bytes) -> str:
    """The signature of `body` sent at `moment` (seconds since 1970), in lower-case hex."""
    return hmac.new(key, b"%d." % moment + body, sha256).hexdigest()


def read(body: bytes, signature: str, *, at: datetime) -> Receipt:
    """A receipt, its signature and age checked.

    Raises:
        NotAllowed: it is not the gateway's, or too old.
        Invalid: it is, and says nothing we understand.
    """
    parts = dict(part.split("=", 1) for part in signature.split(",") if "=" in part)
    stamp, given = parts.get("t", ""), parts.get("v1", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12 and given.isascii()):
        raise NotAllowed("receipt without a signature")
    if not hmac.compare_digest(sign(receipt_key(), int(stamp), body), given):
        raise NotAllowed("receipt with a forged signature")
    if abs(at.timestamp() - int(stamp)) > MOST_AGE_SECONDS:
        raise NotAllowed("receipt too old or too new")
    try:
        said = json.loads(body)
        return Receipt(uuid.UUID(said["reference"]), _STATES[said["state"]], str(said.get("code", ""))[:40])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Invalid(f"receipt cannot be read: {error!r}") from error


def take(receipt: Receipt, *, at: datetime) -> bool:
    """Write down what a receipt says; gives whether it changed anything. What we have forgotten stays forgotten."""
    ended = receipt.state in ENDED
    rows = Delivery.objects.filter(name=receipt.name, channel=SMS).exclude(state__in=[*ENDED, receipt.state])
    changes = {"state": str(receipt.state), "code": receipt.code, "ended_at": at if ended else None}
    return bool(rows.update(**changes))
