import re
from datetime import datetime

from django.utils.translation import gettext as _

from legation.ground.errors import Conflict, Invalid
from legation.ground.people.api import Actor
from legation.roll.models import Roll
from legation.roll.reading import check_office

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{2,39}")


def open_roll(
    *, place: str, vote: str, inspection: tuple[datetime, datetime], closes_at: datetime, by: Actor
) -> Roll:  # fmt: skip
    """Announce the roll of a post for a vote: when it may be inspected, and when it closes.

    Raises:
        NotAllowed: `by` is not of the electoral office.
        Invalid: the vote's name is none, or the moments are not in order: inspection begins, ends, and only then the
            roll closes.
        Conflict: there is one already.
    """
    check_office(by)
    begins, ends = inspection
    if not _NAME.fullmatch(vote):
        said = _("Write small letters, digits and hyphens, as in parliament-2027.")
        raise Invalid(f"{vote!r} names no vote", fields={"vote": said})
    if not begins < ends <= closes_at:
        said = _("Inspection begins, ends, and only then the roll closes.")
        raise Invalid(f"{begins} to {ends}, closing at {closes_at}", fields={"inspect_from": said})
    given = {"inspect_from": begins, "inspect_until": ends, "closes_at": closes_at}
    roll, is_new = Roll.objects.get_or_create(place=place, vote=vote, defaults=given)
    if not is_new:
        raise Conflict(f"the roll of {place} for {vote} is announced already", reader=_("It is announced already."))
    return roll
