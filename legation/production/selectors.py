"""What is looked up of production: whether something is out, and how the blanks of a place stand."""

from legation.production.models import Job
from legation.production.providers.base import is_connected
from legation.production.rules import State


def is_out(reference: str) -> bool:
    """Whether the latest job of a reference is with the printing place, or will be as soon as there is a blank."""
    state = Job.objects.filter(reference=reference).order_by("pk").values_list("state", flat=True).last()
    return state == State.SENT or (state == State.WAITING and is_connected())
