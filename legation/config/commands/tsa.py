"""The small time stamping authority of a demonstration: `legation tsa [--port N] [--fault FAULT]`."""

import argparse
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

PORT = 8002


def run(arguments: list[str]) -> int:
    """Stamp until stopped."""
    import django

    django.setup()
    from legation.documents.timestamps.authority import Fault
    from legation.documents.timestamps.keeping import stored_authority
    from legation.documents.timestamps.program import server

    parser = argparse.ArgumentParser(prog="legation tsa")
    parser.add_argument("--port", type=int, default=urlsplit(settings.LEGATION_TSA).port or PORT)
    parser.add_argument("--fault", type=Fault, default=Fault.NONE, choices=list(Fault))
    chosen = parser.parse_args(arguments)
    folder = settings.LEGATION_KEYS / "tsa"
    authority = stored_authority(folder, clock=lambda: datetime.now(UTC), fault=chosen.fault)
    serving = server(authority, port=chosen.port)
    address = f"http://127.0.0.1:{serving.server_address[1]}/"
    print(
        f"LEGATION_TSA={address} LEGATION_TSA_CRL={address}tsa.crl LEGATION_TSA_ROOT={folder / 'root.crt'}", flush=True
    )
    with suppress(KeyboardInterrupt):
        serving.serve_forever()
    return 0
