"""The SMS gateway of Utopia, as a program of its own; and the faults of one that runs.

legation smsgateway                        serve it
legation smsgateway --fault slow --fault . switch exactly these on; --no-faults switches all off
"""

import argparse
import os
from urllib.parse import urlsplit

from django.conf import settings


def run(arguments: list[str]) -> int:
    """Serve the gateway until stopped, or switch its faults."""
    from legation.config.commands.testbank import serve
    from legation.ground import lines
    from legation.messaging.channels.secret import bearer_key, secret_path
    from legation.messaging.testgateway.faults import FAULTS

    parser = argparse.ArgumentParser(prog="legation smsgateway")
    parser.add_argument("--fault", action="append", default=[], choices=FAULTS)
    parser.add_argument("--no-faults", action="store_true")
    chosen = parser.parse_args(arguments)
    if chosen.fault or chosen.no_faults:
        said, headers = " ".join(chosen.fault).encode(), {"Authorization": f"Bearer {bearer_key()}"}
        print(lines.ask(f"{settings.LEGATION_SMS}/faults", said, headers))
        return 0
    os.environ.setdefault("SMS_SECRET", secret_path().read_text().strip())
    os.environ.setdefault("SMS_RECEIPTS", f"{settings.LEGATION_ADDRESS}/messages/receipts/sms/webhook/")
    address = urlsplit(settings.LEGATION_SMS)
    return serve("legation.messaging.testgateway.app:application", address.hostname, address.port or 8006)
