"""The test payment provider, as a program of its own; and the faults of one that runs.

legation testbank                                      serve it
legation testbank --fault webhook_late=20 --fault ...  switch exactly these on, and every other off
legation testbank --no-faults                          switch all off
legation testbank --operator                           print the address of the page that does the same
legation testbank --dispute NAME                       have a payer's bank take back what was paid as NAME: a reference
legation testbank --dispute-won NAME, --dispute-lost NAME    decide that
"""

import argparse
import os
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

DISPUTES = ("dispute", "dispute-won", "dispute-lost")


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


def parser_of(program: str) -> argparse.ArgumentParser:
    """What may be asked of either bank."""
    parser = argparse.ArgumentParser(prog=f"legation {program}")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME[=SECONDS]")
    parser.add_argument("--no-faults", action="store_true")
    parser.add_argument("--operator", action="store_true")
    for what in DISPUTES:
        parser.add_argument(f"--{what}", metavar="NAME")
    return parser


def dispute(bank: Any, chosen: argparse.Namespace) -> int | None:
    """Open or decide what was asked for at a bank's disputes; gives the exit status, None if nothing was."""
    from legation.payments.testbank.disputes import NoSuch

    try:
        if chosen.dispute:
            print("disputed:", bank.open(chosen.dispute))
        elif chosen.dispute_won or chosen.dispute_lost:
            won = bool(chosen.dispute_won)
            print("won:" if won else "lost:", bank.decide(chosen.dispute_won or chosen.dispute_lost, won=won))
        else:
            return None
    except NoSuch as error:
        print(error)
        return 1
    return 0


def run(arguments: list[str]) -> int:
    """Serve the test bank until stopped, switch its faults, or dispute something."""
    from legation.config.commands.simulators import serve
    from legation.payments.testbank.config import from_environment
    from legation.payments.testbank.disputes import Disputes
    from legation.payments.testbank.store import Store

    chosen = parser_of("testbank").parse_args(arguments)
    _configure()
    if (done := dispute(Disputes(Store(from_environment().database)), chosen)) is not None:
        return done
    if chosen.fault or chosen.no_faults:
        return switch(from_environment().database, chosen.fault)
    if chosen.operator:
        print(f"{settings.LEGATION_TESTBANK}/operator/{from_environment().derived('operator')}")
        return 0
    address = urlsplit(settings.LEGATION_TESTBANK)
    return serve("legation.payments.testbank.app:application", address.hostname, address.port or 8001)
