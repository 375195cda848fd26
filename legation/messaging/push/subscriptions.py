"""Browsers that asked to be told: taken in, used, forgotten when their push service says that they are gone."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from legation.ground import lines
from legation.ground.audit.api import canonical
from legation.ground.errors import Invalid
from legation.ground.secrets import blind_index, instance_key, seal, unseal
from legation.messaging.models import Device
from legation.messaging.push.vapid import public_key
from legation.messaging.push.words import decoded

MOST_DEVICES = 10
_CONTEXT = "device"
_MOST_ADDRESS = 1000


@dataclass(frozen=True)
class Subscription:
    """What a browser gives: where to push, and its keys, base64url (RFC 8291, section 3)."""

    endpoint: str
    public: str
    secret: str


def allowed(endpoint: str) -> bool:
    """Whether an address is of a push service that this instance uses; no other is ever asked, whoever names it."""
    origins = [each.strip().rstrip("/") for each in settings.LEGATION_PUSH.split(",") if each.strip()]
    try:
        parts = urlsplit(endpoint)
        origin = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return False
    return "@" not in parts.netloc and lines.is_secret(endpoint) and origin in origins


def read(said: Any) -> Subscription:
    """The JSON of a `PushSubscription` (W3C Push API).

    Raises:
        Invalid: it is none, or of a push service that is not used here.
    """
    try:
        found = Subscription(str(said["endpoint"]), str(said["keys"]["p256dh"]), str(said["keys"]["auth"]))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(found.public))
        whole = len(decoded(found.secret)) == 16 and len(found.endpoint) <= _MOST_ADDRESS
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid("no subscription") from error
    if not whole or not allowed(found.endpoint):
        raise Invalid("a push service that is not used here")
    return found


def of_utopia() -> Subscription:
    """A browser of a phone of Utopia, at the first push service of a demonstration.

    Raises:
        Unavailable: it does not answer.
    """
    address = settings.LEGATION_PUSH.split(",")[0]
    return read(lines.ask(f"{address}/subscriptions", public_key().encode()))


def keep(reference: str, subscription: Subscription, *, language: str, at: datetime) -> None:
    """Tell a browser about a reference from now on; the oldest of too many are forgotten."""
    content = {"endpoint": subscription.endpoint, "public": subscription.public, "secret": subscription.secret}
    sealed = seal(instance_key("messages"), canonical(content), context=_CONTEXT)
    Device.objects.update_or_create(
        reference=reference, endpoint=blind_index("device", subscription.endpoint),
        defaults={"language": language, "sealed": sealed, "created_at": at},
    )  # fmt: skip
    known = list(Device.objects.filter(reference=reference).order_by("-created_at", "-pk").values_list("pk", flat=True))
    Device.objects.filter(pk__in=known[MOST_DEVICES:]).delete()


def opened(device: Device) -> Subscription:
    """What `keep` kept."""
    found = json.loads(unseal(instance_key("messages"), bytes(device.sealed), context=_CONTEXT))
    return Subscription(found["endpoint"], found["public"], found["secret"])


def forget(*, device: int) -> None:
    """Forget a browser wherever it asked: its push service knows it no more."""
    endpoint = Device.objects.filter(pk=device).values_list("endpoint", flat=True).first()
    if endpoint is not None:
        Device.objects.filter(endpoint=bytes(endpoint)).delete()
