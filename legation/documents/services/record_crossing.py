"""Writing down that somebody entered or left, once for each message, and counting what is left of a visa."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import IntegrityError, transaction

from legation.documents.models import Crossing, Document
from legation.documents.services import check_travel
from legation.documents.services.check_travel import Asked
from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, Invalid, NotAllowed, NotFound
from legation.ground.tokens.api import Holder
from legation.ground.tokens.scopes import CROSSINGS

AHEAD, BEHIND = timedelta(minutes=5), timedelta(days=30)
"""How far from now a crossing may lie: clocks differ, and a border post may have been cut off."""


@dataclass(frozen=True)
class Passage:
    """One crossing, as a border post reports it."""

    asked: Asked
    direction: Literal["entry", "exit"]
    at: datetime
    place: str


@transaction.atomic
def record_crossing(passage: Passage, *, key: str, by: Holder, at: datetime) -> int | None:
    """Record a crossing; gives how often the holder may still enter, None for any number of times.

    The same `key` with the same crossing changes nothing and gives what is left now. An entry is recorded only with a
    document that one may enter with on that day; an exit with any that the passport belongs to.

    Raises:
        NotAllowed: the token is not for this.
        NotFound: no such document for this passport.
        Invalid: a time that cannot be.
        Conflict: the key was used for another crossing, or nobody may enter with this document; `detail` says why.
    """
    if CROSSINGS not in by.scopes:
        raise NotAllowed(f"{by.actor} may not record crossings")
    if not at - BEHIND <= passage.at <= at + AHEAD:
        raise Invalid("a crossing lies at most 30 days back and not ahead", fields={"at": "out_of_range"})
    # all documents of a case are locked, so that two entries at once are counted one after the other
    known = Document.objects.filter(number=check_travel.bare(passage.asked.document)).first()
    rows = Document.objects.select_for_update().filter(reference=known.reference if known else "").order_by("pk")
    row = next((each for each in rows if known and each.pk == known.pk), None)
    used = check_travel.entries_used({row.reference} if row else set())
    reason = check_travel.judge(row, passage.asked, used, passage.at)
    if row is None or reason in ("passport_differs", "nationality_differs", "no_seal", "unknown_number"):
        raise NotFound(reason)
    if not _is_repeated(row, passage, key, by):
        if passage.direction == "entry" and reason != "in_force":
            raise Conflict(reason)
        _write(row, passage, key, by)
        used[row.reference] += passage.direction == "entry"
    record_access(actor=by.actor, verb=f"recorded_{passage.direction}", at=at, subject=row.reference)
    return check_travel.entries_left(check_travel.visa_of(row), used[row.reference])


def _is_repeated(row: Document, passage: Passage, key: str, by: Holder) -> bool:
    """Whether this very crossing came before. Raises `Conflict` when the key came with another one."""
    earlier = Crossing.objects.filter(token_id=by.pk, key=key).first()
    if earlier is None:
        return False
    said = (row.pk, passage.direction, passage.at, passage.place)
    if (earlier.document_id, earlier.direction, earlier.at, earlier.place) != said:
        raise Conflict("key_used")
    return True


def _write(row: Document, passage: Passage, key: str, by: Holder) -> None:
    try:
        with transaction.atomic():
            Crossing.objects.create(
                token_id=by.pk, key=key, document=row, direction=passage.direction, at=passage.at, place=passage.place
            )
    except IntegrityError as error:  # the same key at the same moment, with another document
        raise Conflict("key_used") from error
