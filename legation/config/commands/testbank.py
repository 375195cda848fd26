"""The test payment provider, as a program of its own; and the faults of one that runs.

legation testbank                                      serve it
legation testbank --fault webhook_late=20 --fault ...  switch exactly these on, and every other off
legation testbank --no-faults                          switch all off
legation testbank --operator                           print the address of the page that does the same
"""

import argparse
import os
from urllib.parse import urlsplit

from django.conf import settings


def _configure() -> None:
    os.environ.setdefault("TESTBANK_DATABASE", str(settings.VAR / "testbank.sqlite3"))
    os.environ.setdefault("TESTBANK_SECRET", (settings.LEGATION_KEYS / "testbank.secret").read_text().strip())
    os.environ.setdefault("TESTBANK_WEBHOOK_URL", f"{settings.LEGATION_ADDRESS}/payments/webhook/testbank/")
    os.environ.setdefault("TESTBANK_ADDRESS", settings.LEGATION_TESTBANK)


def switch(database: str, words: list[str]) -> int:
    """Have the bank with that file show exactly these faults; gives the exit status."""
    from legation.payments.testbank import faults
    from legation.payments.testbank.store import Store

    try:
        found = faults.read(dict(word.partition("=")[::2] for word in words))
    except ValueError as error:
        print(f"no fault {error}; there are: {', '.join(faults.NAMES)}")
        return 2
    Store(database).switch(found)
    print("faults switched on:", ", ".join(f"{name}={value:g}" for name, value in found.items()) or "none")
    return 0


def run(arguments: list[str]) -> int:
    """Serve the test bank until stopped, or switch its faults."""
    from legation.payments.testbank.config import from_environment

    parser = argparse.ArgumentParser(prog="legation testbank")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME[=SECONDS]")
    parser.add_argument("--no-faults", action="store_true")
    parser.add_argument("--operator", action="store_true")
    chosen = parser.parse_args(arguments)
    _configure()
    if chosen.fault or chosen.no_faults:
        return switch(from_environment().database, chosen.fault)
    if chosen.operator:
        print(f"{settings.LEGATION_TESTBANK}/operator/{from_environment().derived('operator')}")
        return 0
    address = urlsplit(settings.LEGATION_TESTBANK)
    return serve("legation.payments.testbank.app:application", address.hostname, address.port or 8001)


def serve(target: str, host: str | None, port: int) -> int:
    """Serve a WSGI program until stopped."""
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        target, address=host or "127.0.0.1", port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=2,
        log_access=False, websockets=False,
    ).serve()  # fmt: skip
    return 0
