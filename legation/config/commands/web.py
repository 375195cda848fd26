"""The web process: granian's WSGI server around Django."""

import argparse
import os

from django.conf import settings

from legation.config import counting


def run(arguments: list[str]) -> int:
    """Serve until stopped. SQLite gets one worker with one thread: more writers only ruin the tail."""
    from granian import Granian
    from granian.constants import Interfaces

    sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    parser = argparse.ArgumentParser(prog="legation web")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1 if sqlite else min(4, os.cpu_count() or 1))
    parser.add_argument("--threads", type=int, default=1 if sqlite else 2)
    chosen = parser.parse_args(arguments)
    counting.keep("web")
    Granian(
        "legation.config.wsgi:application", address=chosen.address, port=chosen.port, interface=Interfaces.WSGI,
        workers=chosen.workers, blocking_threads=chosen.threads, backlog=1024, log_enabled=True, log_access=False,
        websockets=False, respawn_failed_workers=True, process_name="legation web",
    ).serve()  # fmt: skip
    return 0
