from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, NotFound
from legation.ground.people.api import Actor
from legation.ground.states.collation import sort_key
from legation.roll.models import Entry, Line, Objection, Roll
from legation.roll.reading import check_office, content_of, struck


@transaction.atomic
def freeze(*, place: str, vote: str, by: Actor, at: datetime) -> int:
    """Number whoever stood on a roll when it closed, by polling place and name; gives how many. It never changes again.

    Raises:
        NotAllowed: `by` is not of the electoral office.
        NotFound: no such roll.
        Conflict: it is not closed yet, is frozen already, or an objection waits for its answer.
    """
    check_office(by)
    roll = Roll.objects.select_for_update().filter(place=place, vote=vote).first()
    if roll is None:
        raise NotFound(f"no roll of {place} for {vote}")
    if roll.frozen_at is not None or at < roll.closes_at:
        raise Conflict(
            f"the roll of {place} for {vote} is frozen, or not closed yet",
            reader=_("The roll is frozen already, or not closed yet."),
        )
    if Objection.objects.filter(roll=roll, answered_at=None).exclude(entry__data_key=None).exists():
        raise Conflict("an objection waits", reader=_("An objection waits for its answer."))
    rows = Entry.objects.filter(book__place=place, at__lte=roll.closes_at).exclude(data_key=None)
    rows = rows.exclude(struck(roll.closes_at))
    found: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
    for entry in rows.order_by("pk").iterator():
        found[entry.polling].append((str(content_of(entry).get("name", "")), entry))
    lines = [
        Line(roll=roll, polling=polling, number=number, entry=entry)
        for polling, named in found.items()
        for number, (_named, entry) in enumerate(
            sorted(named, key=lambda pair: (sort_key(pair[0], "en"), pair[1].pk)), 1
        )
    ]
    Line.objects.bulk_create(lines)
    roll.frozen_at = at
    roll.save(update_fields=["frozen_at"])
    record_access(actor=by.name, verb="froze_roll", at=at, subject=f"roll:{place}/{vote}", body={"lines": len(lines)})
    return len(lines)
