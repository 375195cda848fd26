"""The test payment provider, as a program of its own."""

import os
from urllib.parse import urlsplit

from django.conf import settings


def run(arguments: list[str]) -> int:
    """Serve the test bank until stopped."""
    from granian import Granian
    from granian.constants import Interfaces

    address = urlsplit(settings.LEGATION_TESTBANK)
    os.environ.setdefault("TESTBANK_DATABASE", str(settings.VAR / "testbank.sqlite3"))
    os.environ.setdefault("TESTBANK_SECRET", (settings.LEGATION_KEYS / "testbank.secret").read_text().strip())
    os.environ.setdefault("TESTBANK_WEBHOOK_URL", f"{settings.LEGATION_ADDRESS}/payments/webhook/testbank/")
    os.environ.setdefault("TESTBANK_ADDRESS", settings.LEGATION_TESTBANK)
    Granian(
        "legation.payments.testbank.app:application", address=address.hostname or "127.0.0.1",
        port=address.port or 8001, interface=Interfaces.WSGI, workers=1, blocking_threads=2, log_access=False,
        websockets=False,
    ).serve()  # fmt: skip
    return 0
