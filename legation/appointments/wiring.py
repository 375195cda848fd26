"""What appointments hang on the rooms below them: effects of the queue."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from legation.ground.outbox import api as outbox

SWEEP = "appointments.sweep"


def connect() -> None:
    """Called once when the app is ready."""
    from legation.appointments.services.confirm import REMIND
    from legation.appointments.services.displace import DISPLACE, displace_all
    from legation.ground.posts import heads

    outbox.register(SWEEP, _sweep)
    outbox.register(REMIND, _remind)
    outbox.register(DISPLACE, _displace)
    heads.when_changed(displace_all)


def sweep_soon(*, at: datetime) -> None:
    """Have the queue end what has run out, once a minute however many workers there are."""
    with transaction.atomic():
        outbox.enqueue(SWEEP, key=f"{at:%Y-%m-%dT%H:%M}", body={}, at=at)


def _sweep(_body: outbox.Body, _prepared: Any) -> None:
    from legation.appointments.services.give_up import expire
    from legation.appointments.services.release import draw_what_is_closed

    expire(at=timezone.now())
    draw_what_is_closed(at=timezone.now())


def _remind(body: outbox.Body, _prepared: Any) -> None:
    from legation.appointments.models import Booking
    from legation.appointments.rules import State
    from legation.appointments.telling import REMINDER, tell_of

    rows = Booking.objects.filter(number=body["number"], sequence=body["sequence"], state=State.BOOKED)
    for booking in rows.select_related("post", "counter"):
        tell_of(booking, what=REMINDER, at=timezone.now())


def _displace(body: outbox.Body, _prepared: Any) -> None:
    from legation.appointments.services.displace import displace
    from legation.ground.posts.api import Post

    displace(Post.objects.get(code=body["post"]), at=timezone.now())
