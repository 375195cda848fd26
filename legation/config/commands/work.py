"""The worker: does what the outbox holds, batch after batch; now and then it asks after money that keeps still."""

import logging
import time
from datetime import UTC, datetime

from legation.config import counting
from legation.config.commands.stopping import Stop

log = logging.getLogger("legation.worker")

MOST_AT_ONCE = 40
REST_SECONDS = 0.1
"""Between two looks at the queue, unless it holds more: effects gather meanwhile, and done together they cost less."""
CHASE_SECONDS = 600
CHASE_MOST = 100
REMIND_SECONDS = 60
BREATH_SECONDS = 20
LOOK_SECONDS = 1.0
"""Between two looks for workers that have died with effects in hand."""


def run(arguments: list[str]) -> int:
    """Work until told to stop; the effect in hand is finished first."""
    import django

    counting.keep("work")
    django.setup()
    from django.db import InterfaceError, OperationalError, close_old_connections

    from legation.appointments import api as appointments
    from legation.ground import node
    from legation.ground.errors import told
    from legation.ground.health.api import breathe
    from legation.ground.outbox import api as outbox
    from legation.ground.outbox import holders
    from legation.insight import api as insight
    from legation.payments import api as payments
    from legation.procedures import api as procedures

    stopping, chased, looked, held = Stop(), time.monotonic(), 0.0, list[outbox.Effect]()
    breathed, reminded = 0.0, time.monotonic()
    while not stopping:
        try:
            if time.monotonic() - looked > LOOK_SECONDS:
                outbox.take_over(at=datetime.now(UTC), also=None if looked else holders.mine())
                looked = time.monotonic()
            if time.monotonic() - breathed > BREATH_SECONDS:
                breathe("worker", at=datetime.now(UTC))
                breathed = time.monotonic()
            effects = held or outbox.claim(at=datetime.now(UTC), limit=MOST_AT_ONCE, holder=holders.mine())
            held = effects
            outbox.run_all(effects, at=datetime.now(UTC))
            held = []
            if time.monotonic() - reminded > REMIND_SECONDS and not node.stands_by():
                reminded = time.monotonic()
                procedures.remind_soon(at=datetime.now(UTC))
                appointments.sweep_soon(at=datetime.now(UTC))
                insight.count_soon(at=datetime.now(UTC))
            if time.monotonic() - chased > CHASE_SECONDS and not node.stands_by():
                chased = time.monotonic()
                payments.chase(at=datetime.now(UTC), most=CHASE_MOST)
                procedures.expire(at=datetime.now(UTC))
        except (OperationalError, InterfaceError) as error:
            # what was claimed is done when the database is back, and not only when its lease has run out
            log.warning("the database does not answer: %s", told(error))
            close_old_connections()
            time.sleep(1)
            continue
        if len(effects) < MOST_AT_ONCE:
            time.sleep(REST_SECONDS)
    return 0
