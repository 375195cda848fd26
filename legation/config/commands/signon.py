"""The national sign-on of Utopia, as a program of its own; and the faults of one that runs.

legation signon                          serve it
legation signon --fault nonce --fault .. switch exactly these on; --no-faults switches all off
"""

import argparse
import os
from urllib.parse import urlsplit

from django.conf import settings


def run(arguments: list[str]) -> int:
    """Serve the provider until stopped, or switch its faults."""
    from legation.config.commands.testbank import serve
    from legation.ground import lines
    from legation.ground.people.provider.faults import NAMES

    parser = argparse.ArgumentParser(prog="legation signon")
    parser.add_argument("--fault", action="append", default=[], choices=NAMES)
    parser.add_argument("--no-faults", action="store_true")
    chosen = parser.parse_args(arguments)
    secret = (settings.LEGATION_KEYS / "sign_on.secret").read_text().strip()
    if chosen.fault or chosen.no_faults:
        said = " ".join(chosen.fault).encode()
        print(lines.ask(f"{settings.LEGATION_SIGN_ON}/faults", said, {"Authorization": f"Bearer {secret}"}))
        return 0
    os.environ.setdefault("SIGNON_ADDRESS", settings.LEGATION_SIGN_ON)
    os.environ.setdefault("SIGNON_CLIENT", settings.LEGATION_SIGN_ON_CLIENT)
    os.environ.setdefault("SIGNON_SECRET", secret)
    os.environ.setdefault("SIGNON_BACK", f"{settings.LEGATION_ADDRESS}/sign-on/back/")
    address = urlsplit(settings.LEGATION_SIGN_ON)
    return serve("legation.ground.people.provider.app:application", address.hostname, address.port or 8003)
