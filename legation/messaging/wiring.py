"""What messaging hangs on the rooms below it: effects of the queue."""

from legation.ground.outbox import api as outbox


def connect() -> None:
    """Called once when the app is ready."""
    from legation.messaging.services import deliver
    from legation.messaging.services.send import DELIVER

    outbox.register_together(DELIVER, deliver.apply, prepare=deliver.prepare)
