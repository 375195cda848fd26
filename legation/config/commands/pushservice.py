"""The push service of Utopia and its phones, as a program of its own; and the faults of one that runs.

legation pushservice                        serve it
legation pushservice --fault gone --fault . switch exactly these on; --no-faults switches all off
"""

import argparse
import os
from urllib.parse import urlsplit

from django.conf import settings


def run(arguments: list[str]) -> int:
    """Serve the simulator until stopped, or switch its faults."""
    from legation.config.commands.testbank import serve
    from legation.ground import lines
    from legation.messaging.pushservice.app import FAULTS

    parser = argparse.ArgumentParser(prog="legation pushservice")
    parser.add_argument("--fault", action="append", default=[], choices=FAULTS)
    parser.add_argument("--no-faults", action="store_true")
    chosen = parser.parse_args(arguments)
    secret = (settings.LEGATION_KEYS / "push.secret").read_text().strip()
    address = settings.LEGATION_PUSH.split(",")[0]
    if chosen.fault or chosen.no_faults:
        said, headers = " ".join(chosen.fault).encode(), {"Authorization": f"Bearer {secret}"}
        print(lines.ask(f"{address}/faults", said, headers))
        return 0
    os.environ.setdefault("PUSH_SECRET", secret)
    os.environ.setdefault("PUSH_ADDRESS", address)
    parts = urlsplit(address)
    return serve("legation.messaging.pushservice.app:application", parts.hostname, parts.port or 8007)
