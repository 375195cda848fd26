"""A stand-in for Stripe, as a program of its own, for a demonstration with LEGATION_STRIPE on this machine.

legation stripebank                                      serve it
legation stripebank --fault webhook_late=20 --fault ...  switch exactly these on, and every other off
legation stripebank --no-faults                          switch all off
legation stripebank --operator                           print the address of the page that does the same
legation stripebank --dispute NAME, --dispute-won NAME, --dispute-lost NAME    as `legation testbank` does
"""

import os
import sys
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings


def _configure() -> bool:
    from legation.payments.providers.stripe import account

    if not account.has_stand_in():
        print("set LEGATION_DEMO=1 and LEGATION_STRIPE, as in http://127.0.0.1:8002", file=sys.stderr)
        return False
    account.create_stand_in_secrets()
    os.environ.setdefault("STRIPEBANK_DATABASE", str(settings.VAR / "stripebank.sqlite3"))
    os.environ.setdefault("STRIPEBANK_KEY", account.key_path().read_text().strip())
    os.environ.setdefault("STRIPEBANK_WEBHOOK_SECRET", account.webhook_path().read_text().strip())
    os.environ.setdefault("STRIPEBANK_WEBHOOK_URL", f"{settings.LEGATION_ADDRESS}/payments/webhook/stripe/")
    os.environ.setdefault("STRIPEBANK_ADDRESS", settings.LEGATION_STRIPE)
    return True


def _disputes(database: str) -> Any:
    from legation.payments.testbank.deliveries import Deliveries
    from legation.payments.testbank.store import Store
    from legation.payments.testbank.stripe.books import Books
    from legation.payments.testbank.stripe.disputes import Disputes
    from legation.payments.testbank.stripe.till import Till

    books = Books(Store(database))
    return Disputes(books, Till(books, Deliveries(books.store, url="", key="")))


def run(arguments: list[str]) -> int:
    """Serve the stand-in until stopped, switch its faults, or dispute something."""
    from legation.config.commands.simulators import serve
    from legation.config.commands.testbank import dispute, parser_of, switch
    from legation.payments.testbank.stripe.config import from_environment

    chosen = parser_of("stripebank").parse_args(arguments)
    if not _configure():
        return 2
    if (done := dispute(_disputes(from_environment().database), chosen)) is not None:
        return done
    if chosen.fault or chosen.no_faults:
        return switch(from_environment().database, chosen.fault)
    if chosen.operator:
        print(f"{settings.LEGATION_STRIPE}/operator/{from_environment().derived('operator')}")
        return 0
    address = urlsplit(settings.LEGATION_STRIPE)
    return serve("legation.payments.testbank.stripe.app:application", address.hostname, address.port or 8002)
