"""The worker: does what the outbox holds, batch after batch."""

import sys
import time
from datetime import UTC, datetime

from legation.config.commands.stopping import Stop

IDLE_SECONDS = 0.1


def run(arguments: list[str]) -> int:
    """Work until told to stop; the effect in hand is finished first."""
    import django

    django.setup()
    from django.db import OperationalError, close_old_connections

    from legation.ground.outbox import api as outbox

    stopping, held = Stop(), list[outbox.Effect]()
    while not stopping:
        try:
            effects = held or outbox.claim(at=datetime.now(UTC), limit=20)
            held = effects
            outbox.run_all(effects, at=datetime.now(UTC))
            held = []
        except OperationalError as error:
            # what was claimed is done when the database is back, and not only when its lease has run out
            print(f"database: {error}", file=sys.stderr)
            close_old_connections()
            time.sleep(1)
            continue
        if not effects:
            time.sleep(IDLE_SECONDS)
    return 0
