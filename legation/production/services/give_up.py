from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.people.api import Actor
from legation.production.models import Job
from legation.production.permit import check_keeper, is_note
from legation.production.rules import RELEASED, SPOILED, State
from legation.production.services.move_blanks import move_blanks
from legation.production.services.take_answer import anew, file_of

MOST_WHY = 120
_WHY = _("Say in a few words why.")
_BLANK = _("Enter the number of the blank, which no other passport has.")
_ENDED = _("The printing place has answered meanwhile, or somebody else has given it up.")
_GONE = _("The file is gone. It cannot be printed again.")


@transaction.atomic
def give_up(*, order: str, by: Actor, at: datetime, why: str, blank: str = "", again: bool = False) -> Job:
    """Wait no longer for what the printing place was to make: the head of the place whose blanks are used says so.

    Args:
        why: what the printing place says, or what happened; nothing personal.
        blank: the number of the blank that is lost with it, which is written off; without one it is released.
        again: whether the same passport is to be printed on another blank.

    Raises:
        NotFound: no such order, or it is another place's.
        Invalid: no reason, or a number that is none or was used.
        Conflict: it has ended already, cannot be printed again, or this is an edge node.
    """
    job = Job.objects.select_for_update().filter(order=order).first()
    if job is None:
        raise NotFound(f"no order {order[:60]}")
    check_keeper(by, job.place)
    if job.state not in (State.SENT, State.WAITING):
        raise Conflict(f"{order} is {job.state}", reader=_ENDED)
    why, blank = why.strip(), blank.strip()
    if not is_note(why, MOST_WHY):
        raise Invalid("no reason", reader=_WHY, fields={"why": _WHY})
    if blank and (len(blank) > 20 or not blank.isalnum() or Job.objects.filter(blank=blank).exists()):
        raise Invalid(f"{blank[:20]!r} is no blank of this", reader=_BLANK, fields={"blank": _BLANK})
    if again and job.data_key is None:
        raise Conflict(f"{order} has no file any more", reader=_GONE)
    note = " ".join(filter(None, (blank, order, why)))
    move_blanks(place=job.place, verb=SPOILED if blank else RELEASED, count=1, by=by.name, at=at, note=note)
    if again:
        anew(job, file_of(job), at=at)
    job.state, job.blank, job.ended_at = State.SPOILED if blank else State.WITHDRAWN, blank, at
    job.sealed = job.data_key = None
    job.save(update_fields=["state", "blank", "ended_at", "sealed", "data_key"])
    return job
