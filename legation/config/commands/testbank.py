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


def _switch(words: list[str]) -> int:
    from legation.payments.testbank import faults
    from legation.payments.testbank.config import from_environment
    from legation.payments.testbank.store import Store

    try:
        found = faults.read(dict(word.partition("=")[::2] for word in words))
    except ValueError as error:
        print(f"no fault {error}; there are: {', '.join(faults.NAMES)}")
        return 2
    Store(from_environment().database).switch(found)
    print("faults switched on:", ", ".join(f"{name}={value:g}" for name, value in found.items()) or "none")
    return 0


def run(arguments: list[str]) -> int:
    """Serve the test bank until stopped, or switch its faults."""
    parser = argparse.ArgumentParser(prog="legation testbank")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME[=SECONDS]")
    parser.add_argument("--no-faults", action="store_true")
    parser.add_argument("--operator", action="store_true")
    chosen = parser.parse_args(arguments)
    _configure()
    if chosen.fault or chosen.no_faults:
        return _switch(chosen.fault)
    if chosen.operator:
        from legation.payments.testbank.config import from_environment

        print(f"{settings.LEGATION_TESTBANK}/operator/{from_environment().derived('operator')}")
        return 0
    return _serve()


def _serve() -> int:
    from granian import Granian
    from granian.constants import Interfaces

    address = urlsplit(settings.LEGATION_TESTBANK)
    Granian(
        "legation.payments.testbank.app:application", address=address.hostname or "127.0.0.1",
        port=address.port or 8001, interface=Interfaces.WSGI, workers=1, blocking_threads=2, log_access=False,
        websockets=False,
    ).serve()  # fmt: skip
    return 0
