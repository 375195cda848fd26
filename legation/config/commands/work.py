"""The worker: does what the outbox holds, batch after batch; now and then it asks after money that keeps still."""

import sys
import time
from datetime import UTC, datetime

from legation.config.commands.stopping import Stop

IDLE_SECONDS = 0.1
CHASE_SECONDS = 600
CHASE_MOST = 100


def run(arguments: list[str]) -> int:
    """Work until told to stop; the effect in hand is finished first."""
    import django

    django.setup()
    from django.db import OperationalError, close_old_connections

    from legation.ground.outbox import api as outbox
    from legation.payments import api as payments

    stopping, chased = Stop(), time.monotonic()
    while not stopping:
        try:
            effects = outbox.claim(at=datetime.now(UTC), limit=20)
            for effect in effects:
                outbox.run(effect, at=datetime.now(UTC))
            if time.monotonic() - chased > CHASE_SECONDS:
                chased = time.monotonic()
                payments.chase(at=datetime.now(UTC), most=CHASE_MOST)
        except OperationalError as error:
            print(f"database: {error}", file=sys.stderr)
            close_old_connections()
            effects = []
            time.sleep(1)
        if not effects:
            time.sleep(IDLE_SECONDS)
    return 0
