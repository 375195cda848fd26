from datetime import datetime

from legation.ground.errors import NotFound
from legation.roll.models import Roll
from legation.roll.reading import content_of, entry_of, number_of, text_of
from legation.roll.rules import ANSWER, OBJECTION, Own


def inspect(*, reference: str, vote: str, at: datetime) -> Own:
    """What somebody sees of a roll that lies open: the entry of their own case, and nothing of anybody else's.

    Args:
        reference: of their case, for whoever has shown that it is theirs.

    Raises:
        NotFound: they have no entry, it is forgotten, or no roll of its post for that vote lies open at that moment.
    """
    entry = entry_of(reference)
    place = entry.book.place if entry else ""
    roll = Roll.objects.filter(place=place, vote=vote, inspect_from__lte=at, inspect_until__gt=at).first()
    if entry is None or roll is None:
        raise NotFound(f"nothing of {reference} lies open for {vote}")
    said = tuple((text_of(entry, bytes(row.sealed), OBJECTION), text_of(entry, bytes(row.answer), ANSWER))
                 for row in entry.objections.filter(roll=roll).order_by("pk"))  # fmt: skip
    return Own(
        number_of(entry), entry.district, entry.polling, content_of(entry), bool(entry.is_struck), roll.vote,
        roll.inspect_until, roll.closes_at, said,
    )  # fmt: skip
