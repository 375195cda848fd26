from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from legation.ground import node
from legation.ground.errors import Conflict
from legation.ground.outbox import api as outbox
from legation.ground.secrets import seal, wrap
from legation.production.envelope import written
from legation.production.models import Job, Numbers
from legation.production.rules import Asked, nth_of, personalisation

SEND, CONTEXT = "production.send", "personalisation"


def order(asked: Asked, *, block: tuple[str, str], zone: Callable[[str], tuple[str, str]], at: datetime) -> str:
    """Order one document under the next number of a block; gives that number. Inside the decision's transaction.

    Args:
        zone: (number) -> the two lines of the machine readable zone.

    Raises:
        Conflict: the block is used up.
        AtCentre: this is an edge node; blocks and blanks are with the centre.
    """
    node.at_centre("what is printed is ordered from")
    number = _drawn(*block)
    name = f"{asked.reference}/{number}/1"
    file = personalisation(asked, order=name, number=number, lines=zone(number))
    content = written(file)
    Job.objects.create(
        order=name, reference=asked.reference, decision=asked.decision, place=asked.place, number=number,
        sealed=seal(asked.key, content, context=CONTEXT), data_key=wrap(asked.key), created_at=at,
        digest=sha256(content).hexdigest(),
    )  # fmt: skip
    outbox.enqueue(SEND, key=name, body={"order": name, "try": 0}, at=at)
    return number


@transaction.atomic
def _drawn(first: str, last: str) -> str:
    Numbers.objects.get_or_create(first=first, last=last)
    row = Numbers.objects.select_for_update().get(first=first, last=last)
    number = nth_of(first, last, row.used)
    if number is None:
        raise Conflict(f"the numbers {first} to {last} are used up")
    row.used += 1
    row.save(update_fields=["used"])
    return number
