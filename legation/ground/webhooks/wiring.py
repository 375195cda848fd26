"""What the room does from the queue."""

from legation.ground.outbox import api as outbox


def connect() -> None:
    """Called once when the app is ready."""
    from legation.ground.webhooks import announcing, delivering

    outbox.register("webhooks.announce", announcing.announce)
    outbox.register_together("webhooks.deliver", delivering.apply, prepare=delivering.prepare)
