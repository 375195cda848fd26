"""What changes in how many persons apply together, and in what they have in common."""

from collections.abc import Iterator

from legation.procedures.definitions.differences.sides import Pair, more_and_less


def changes(pair: Pair) -> Iterator[str]:
    """Sentences."""
    was, now = pair.old.definition.subjects, pair.new.definition.subjects
    if now is None:
        if was is not None:
            yield "Each person applies alone again."
        return
    if was is None:
        yield f"Up to {now.at_most} persons may apply together."
    elif was.at_most != now.at_most:
        yield f"Up to {now.at_most} persons may apply together, before {was.at_most}."
    lists = was.list_at_most if was else None, now.list_at_most
    if lists[0] != lists[1]:
        yield f"A list may bring {lists[1]} persons." if lists[1] else "Lists are no longer taken."
    before, after = pair.old.definition.shared_fields(), pair.new.definition.shared_fields()
    if was is None and after:
        yield f"They answer once for all: {', '.join(after)}."
    elif was is not None and set(before) != set(after):
        yield f"What they answer once for all changes ({more_and_less(before, after)})."
