"""What of a message is personal, as it is stored: under the instance's key for messages."""

import json
from typing import Any

from legation.ground.audit.api import canonical
from legation.ground.languages.fallback import in_plain
from legation.ground.secrets import instance_key, seal, unseal
from legation.messaging.rules import Letter

_MESSAGE, _PLACE = "message", "delivery"


def sealed_letter(letter: Letter) -> bytes:
    """Address and wordings of a letter; what stands in English for a text that is missing says so."""
    more = {"sms": letter.sms, "push": letter.push}
    content = {
        "to": letter.to, "subject": in_plain(letter.subject), "body": in_plain(letter.body),
        **{name: in_plain(text) for name, text in more.items() if text},
        **{name: text for name, text in (("stop", letter.stop), ("calendar", letter.calendar)) if text},
    }  # fmt: skip
    return seal(instance_key("messages"), canonical(content), context=_MESSAGE)


def open_letter(sealed: bytes) -> dict[str, str]:
    """What `sealed_letter` made: to, subject, body; sms, push, stop and calendar where it has them."""
    return dict(json.loads(unseal(instance_key("messages"), sealed, context=_MESSAGE)))


def sealed_place(place: dict[str, Any]) -> bytes:
    """Where a delivery goes."""
    return seal(instance_key("messages"), canonical(place), context=_PLACE)


def open_place(sealed: bytes) -> dict[str, Any]:
    """What `sealed_place` made."""
    return dict(json.loads(unseal(instance_key("messages"), sealed, context=_PLACE)))
