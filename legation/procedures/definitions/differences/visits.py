"""What changes about coming in person."""

from collections.abc import Iterator

from legation.procedures.definitions.differences.sides import Pair


def changes(pair: Pair) -> Iterator[str]:
    """Sentences."""
    old, new = pair.old.definition.visit, pair.new.definition.visit
    must = {"required": "must", "optional": "may"}
    if old is None and new is not None:
        yield f"They {must[new.needed]} come in person, for {new.minutes} minutes."
    elif new is None and old is not None:
        yield "They no longer come in person; appointments that are booked stay."
    elif old is not None and new is not None:
        if old.needed != new.needed:
            yield f"They {must[new.needed]} come in person, before they {must[old.needed]}."
        if old.minutes != new.minutes:
            yield f"An appointment takes {new.minutes} minutes, before {old.minutes}."
    before, after = bool(old and old.without_application), bool(new and new.without_application)
    if before != after:
        yield f"{'Anybody' if after else 'Nobody'} books without an application{' now' if after else ' any more'}."
