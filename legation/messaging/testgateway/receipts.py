"""Receipts to whoever handed a message in, each signed, with what goes wrong about them."""

import hmac
import json
import threading
import time
from collections.abc import Set
from hashlib import sha256
from urllib.error import URLError
from urllib.request import Request, urlopen

from legation.messaging.testgateway.faults import LATE_SECONDS

_MOST_ATTEMPTS = 3


def plan(reference: str, faults: Set[str]) -> list[tuple[float, dict[str, str], bool]]:
    """(seconds from now, what is said, whether it is genuine) for a message that was taken."""
    end = {"state": "failed", "code": "unreachable"} if "fails" in faults else {"state": "delivered"}
    said = [{"reference": reference, "state": "sent"}, {"reference": reference, **end}]
    if "silent" in faults:
        return []
    times = [LATE_SECONDS, LATE_SECONDS / 2] if "late" in faults else [0.1, 0.4]
    found = [(after, each, True) for after, each in zip(times, said, strict=True)]
    if "forged" in faults:
        found.insert(0, (0.0, {"reference": reference, "state": "failed", "code": "forged"}, False))
    return [each for each in found for _again in range(2 if "duplicates" in faults else 1)]


def send(url: str, key: bytes, reference: str, faults: Set[str]) -> None:
    """Send the receipts of a message in their time; nothing waits for that."""
    for after, said, genuine in plan(reference, faults) if url else ():
        timer = threading.Timer(after, _post, (url, key if genuine else b"another key", said))
        timer.daemon = True
        timer.start()


def _post(url: str, key: bytes, said: dict[str, str]) -> None:
    body = json.dumps(said).encode()
    for attempt in range(_MOST_ATTEMPTS):
        moment = int(time.time())
        signature = hmac.new(key, b"%d." % moment + body, sha256).hexdigest()
        headers = {"Content-Type": "application/json", "Legation-Signature": f"t={moment},v1={signature}"}
        try:
            urlopen(Request(url, body, headers), timeout=5).close()  # noqa: S310 — the merchant's own address
            return
        except (URLError, OSError):
            time.sleep(attempt + 1)
