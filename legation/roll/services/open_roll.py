from datetime import datetime

from legation.ground.errors import Conflict, Invalid
from legation.ground.people.api import Actor
from legation.roll.models import Roll
from legation.roll.reading import check_office


def open_roll(
    *, place: str, vote: str, inspection: tuple[datetime, datetime], closes_at: datetime, by: Actor
) -> Roll:  # fmt: skip
    """Announce the roll of a post for a vote: when it may be inspected, and when it closes.

    Raises:
        NotAllowed: `by` is not of the electoral office.
        Invalid: the moments are not in order: inspection begins, ends, and only then the roll closes.
        Conflict: there is one already.
    """
    check_office(by)
    begins, ends = inspection
    if not begins < ends <= closes_at:
        raise Invalid(f"{begins} to {ends} is no inspection of a roll that closes at {closes_at}")
    given = {"inspect_from": begins, "inspect_until": ends, "closes_at": closes_at}
    roll, is_new = Roll.objects.get_or_create(place=place, vote=vote, defaults=given)
    if not is_new:
        raise Conflict(f"the roll of {place} for {vote} is announced already")
    return roll
