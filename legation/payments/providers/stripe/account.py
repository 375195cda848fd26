"""The ministry's account at Stripe: where its API is, the keys in files, and what makes us refuse to use either.

The library comes with the extra `stripe`; nothing here is imported before LEGATION_STRIPE is set.
"""

import secrets
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from legation.ground.errors import Unavailable
from legation.ground.secrets import create_secret_file
from legation.payments.providers.wire import NO_ANSWER, TIMEOUT_SECONDS

if TYPE_CHECKING:
    from stripe import StripeClient

API = "https://api.stripe.com"
PAGES = "https://checkout.stripe.com"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_LIVE, _TEST = ("sk_live_", "rk_live_"), ("sk_test_", "rk_test_")


def key_path() -> Path:
    """The file with the API key: secret, or better restricted to what docs/payments.md lists."""
    return Path(settings.LEGATION_KEYS) / "stripe.key"


def webhook_path() -> Path:
    """The file with the endpoint's signing secret; two lines while one is being replaced by another."""
    return Path(settings.LEGATION_KEYS) / "stripe.webhook"


def has_stand_in() -> bool:
    """Whether it is the stand-in on this machine that is spoken to."""
    return bool(settings.LEGATION_DEMO and settings.LEGATION_STRIPE and settings.LEGATION_STRIPE != API)


def create_stand_in_secrets() -> bool:
    """Make the keys shared with the stand-in where they are missing; says whether any was made. Never real ones."""
    made = [
        create_secret_file(key_path(), f"sk_test_{secrets.token_hex(24)}".encode()),
        create_secret_file(webhook_path(), f"whsec_{secrets.token_hex(24)}".encode()),
    ]
    return any(made)


def check_address() -> None:
    """See that what the settings say can be used at all; for when the program starts.

    Raises:
        ImproperlyConfigured: the library is missing, or the address is neither Stripe's nor, in a demonstration,
            one of this machine.
    """
    if find_spec("stripe") is None:
        raise ImproperlyConfigured("LEGATION_STRIPE needs Stripe's library: install the extra, legation[stripe]")
    parts = urlsplit(settings.LEGATION_STRIPE)
    if settings.LEGATION_STRIPE == API:
        return
    if not settings.LEGATION_DEMO:
        raise ImproperlyConfigured(f"LEGATION_STRIPE can only be {API}; another address is for a demonstration")
    if parts.hostname not in LOOPBACK or parts.scheme not in ("http", "https") or parts.path:
        raise ImproperlyConfigured(f"LEGATION_STRIPE can only be {API} or an address of this machine without a path")


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        raise Unavailable(f"{path.name} is missing in LEGATION_KEYS, see docs/payments.md", reader=NO_ANSWER) from None


def api_key() -> str:
    """The key we show.

    Raises:
        Unavailable: there is none, or it is live in a demonstration, or a test key outside of one: its payments
            would settle and bring no money.
    """
    key = _read(key_path())
    if settings.LEGATION_DEMO and not key.startswith(_TEST):
        raise Unavailable("a demonstration takes only a test key of Stripe", reader=NO_ANSWER)
    if not settings.LEGATION_DEMO and not key.startswith(_LIVE):
        raise Unavailable("stripe.key is no live key; test keys are for a demonstration", reader=NO_ANSWER)
    return key


def is_test() -> bool:
    """Whether our key is a test key: what happened in the other mode is nothing of ours."""
    return api_key().startswith(_TEST)


def webhook_secrets() -> list[str]:
    """The secrets a message may be signed with.

    Raises:
        Unavailable: there are none.
    """
    return _read(webhook_path()).split()


def pages() -> str:
    """Origin of the hosted pages."""
    if settings.LEGATION_STRIPE_PAGES:
        return str(settings.LEGATION_STRIPE_PAGES)
    return PAGES if settings.LEGATION_STRIPE == API else str(settings.LEGATION_STRIPE)


@cache
def _transport() -> Any:
    """One pool of connections for all threads; it follows nobody elsewhere, and has the patience of `wire`."""
    import requests
    import stripe

    stripe.enable_telemetry = False  # Stripe need not know which machine this is
    session = requests.Session()
    session.max_redirects = 0
    return stripe.RequestsClient(timeout=TIMEOUT_SECONDS, session=session)


@cache
def _client(address: str, key: str) -> "StripeClient":
    from stripe import StripeClient

    return StripeClient(
        key,
        base_addresses={"api": address, "connect": address, "files": address, "meter_events": address},
        http_client=_transport(),
        max_network_retries=0,  # whoever calls asks before it calls again
    )


def client() -> "StripeClient":
    """The library's client for our account, its every address ours.

    Raises:
        Unavailable: as in `api_key`.
    """
    return _client(settings.LEGATION_STRIPE, api_key())
