"""Browsers that subscribed, in this program's memory; each reads what is pushed to it as a real one would."""

import json
import os
import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from legation.messaging.push import encryption
from legation.messaging.push.words import encoded

MOST = 500


@dataclass
class Browser:
    """One subscription: the house it is bound to by its key, and the keys that only the browser has."""

    name: str
    house: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))
    shown: list[dict[str, Any]] = field(default_factory=list)

    def subscription(self, address: str) -> dict[str, Any]:
        """What the browser tells the house (W3C Push API, `PushSubscription.toJSON`)."""
        public = encoded(encryption.point(self.key.public_key()))
        keys = {"p256dh": public, "auth": encoded(self.secret)}
        return {"endpoint": f"{address}/push/{self.name}", "expirationTime": None, "keys": keys}

    def show(self, body: bytes, *, topic: str) -> None:
        """Put a message on the screen; one with the topic of another takes its place (RFC 8030, section 5.4).

        Raises:
            ValueError: it is not for this browser.
        """
        said = json.loads(encryption.decrypt(body, self.key, self.secret))
        said |= {"topic": topic, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        self.shown = [each for each in self.shown if not topic or each["topic"] != topic] + [said]


class Phones:
    """All browsers, and the faults that are switched on; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._browsers: dict[str, Browser] = {}
        self.faults: set[str] = set()

    def subscribe(self, house: str) -> Browser:
        """A browser that is bound to a house's public key."""
        made = Browser(secrets.token_urlsafe(24), house)
        with self._lock:
            self._browsers[made.name] = made
            while len(self._browsers) > MOST:
                del self._browsers[next(iter(self._browsers))]
        return made

    def named(self, name: str) -> Browser | None:
        """The browser behind an endpoint."""
        with self._lock:
            return self._browsers.get(name)

    def all(self) -> list[Browser]:
        """Every browser, the newest first."""
        with self._lock:
            return list(reversed(self._browsers.values()))
