"""The population register of Utopia, as a program of its own; and the faults of one that runs.

legation register                        serve it
legation register --fault slow --fault .. switch exactly these on; --no-faults switches all off
"""

import argparse
import os
from urllib.parse import urlsplit

from django.conf import settings


def run(arguments: list[str]) -> int:
    """Serve the simulator until stopped, or switch its faults."""
    from legation.config.commands.testbank import serve
    from legation.ground import lines
    from legation.ground.register.simulator.app import FAULTS

    parser = argparse.ArgumentParser(prog="legation register")
    parser.add_argument("--fault", action="append", default=[], choices=FAULTS)
    parser.add_argument("--no-faults", action="store_true")
    chosen = parser.parse_args(arguments)
    secret = (settings.LEGATION_KEYS / "register.secret").read_text().strip()
    if chosen.fault or chosen.no_faults:
        said = " ".join(chosen.fault).encode()
        print(lines.ask(f"{settings.LEGATION_REGISTER}/faults", said, {"Authorization": f"Bearer {secret}"}))
        return 0
    os.environ.setdefault("REGISTER_SECRET", secret)
    address = urlsplit(settings.LEGATION_REGISTER)
    return serve("legation.ground.register.simulator.app:application", address.hostname, address.port or 8005)
