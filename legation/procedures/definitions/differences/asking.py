"""What changes in how one thing is asked: the options of its kind, and the fields of a group."""

from collections.abc import Iterator

from legation.procedures.definitions.differences.sides import Pair, more_and_less
from legation.procedures.definitions.schema import FieldDefinition


def changes(pair: Pair, was: FieldDefinition, now: FieldDefinition) -> Iterator[str]:
    """Sentences."""
    said = pair.new.said(f"field.{now.field}")
    if was.spelled != now.spelled:
        yield f"{said} {'shows' if now.spelled else 'no longer shows'} how a passport spells it."
    if was.check != now.check:
        yield f"{said} is checked by {now.check or 'nothing'}, before by {was.check or 'nothing'}."
    if was.country != now.country:
        home = "the ministry's own state"
        yield f"{said} without a country code is one of {now.country or home}, before of {was.country or home}."
    if was.currencies != now.currencies:
        yield f"{said} may be in other currencies ({more_and_less(was.currencies or [], now.currencies or [])})."
    if (was.least, was.most) != (now.least, now.most):
        yield f"{said} lies between {now.least} and {now.most}, before between {was.least} and {was.most}."
    if (was.accept, was.largest_mb, was.most_pages) != (now.accept, now.largest_mb, now.most_pages):
        yield f"{said} may be {_file(now)}, before {_file(was)}."
    if was.edition != now.edition:
        yield f"{said} is accepted in the edition {now.edition}, before {was.edition}."
    if (was.at_least or 0, was.at_most) != (now.at_least or 0, now.at_most):
        yield f"{said} is given {_times(now)}, before {_times(was)}."
    if was.fields != now.fields:
        yield from _rows(pair, was, now)


def _file(field: FieldDefinition) -> str:
    size = f", {field.largest_mb} MB at most" if field.largest_mb else ""
    pages = f", {field.most_pages} pages at most" if field.most_pages else ""
    return f"{' or '.join(field.accept or ['pdf', 'picture'])}{size}{pages}"


def _times(field: FieldDefinition) -> str:
    return f"{field.at_least or 0} to {field.at_most} times"


def _rows(pair: Pair, was: FieldDefinition, now: FieldDefinition) -> Iterator[str]:
    said = pair.new.said(f"field.{now.field}")
    before = {field.field: field for field in was.fields or ()}
    after = {field.field: field for field in now.fields or ()}
    for name in (each for each in after if each not in before):
        yield f"Each row of {said} asks {pair.new.said(f'row.{now.field}.{name}')} ({name}), too."
    for name in (each for each in before if each not in after):
        yield f"The rows of {said} no longer ask {pair.old.said(f'row.{was.field}.{name}')} ({name})."
    for name in (each for each in after if each in before and after[each] != before[each]):
        yield f"In {said}, {pair.new.said(f'row.{now.field}.{name}')} ({name}) is asked differently."
    if list(before) != list(after) and set(before) == set(after):
        yield f"The rows of {said} ask in another order."
