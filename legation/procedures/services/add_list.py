"""An agency's list: every row of a table becomes a person of the application, or none does and each fault is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from legation.ground import statements
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.languages.api import current
from legation.procedures.answers import is_asked, key_of, open_answers, seal_answers
from legation.procedures.bundles import Opened
from legation.procedures.definitions.options import PLAIN
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds import FILE_KINDS, parse
from legation.procedures.models import Application, Case
from legation.procedures.selectors import draft_of, whole
from legation.procedures.services.act import locked_with
from legation.procedures.services.add_subject import check_offered, check_room, new_case
from legation.procedures.services.share_answers import shared_of
from legation.procedures.tables import Row, read_day, read_table, read_word
from legation.procedures.validation import broken_rules
from legation.procedures.values import as_form


def columns(opened: Opened) -> list[FieldDefinition]:
    """What a list has a column for: everything that is asked of each person and can stand in a cell."""
    return [
        field for field in opened.definition.all_fields() if field.kind in PLAIN and field.field not in opened.shared
    ]


def list_at_most(opened: Opened, *, signed_in: bool) -> int:
    """How many persons an application may hold with a list; 0 where no list is taken."""
    several = opened.definition.subjects
    if several is None or several.list_at_most is None:
        return 0
    return several.list_at_most if signed_in else several.at_most


@transaction.atomic
def add_list(*, token: str, data: bytes, signed_in: bool, at: datetime) -> int:
    """Add every row of a table as a person; gives how many. Pictures come afterwards.

    Args:
        data: the file, as `tables.read_table` takes it.
        signed_in: whether whoever applies has an account, with which a list may be longer.

    Raises:
        NotFound: no such draft, or its service takes no list.
        Conflict: it was handed in already.
        Invalid: the file is no such table, there are too many, or rows need another look: `fields` says what by
            "row.column". Nobody was added.
    """
    found, opened = draft_of(whole(token))
    most = list_at_most(opened, signed_in=signed_in)
    if not most:
        raise NotFound(f"{opened.definition.procedure} takes no list")
    cases = locked_with(found)
    if any(case.status != opened.definition.states[0].state for case in cases):
        raise Conflict("already handed in")
    rows = read_table(data, [field.field for field in columns(opened)])
    if not rows:
        raise Invalid("no rows", reader=_("There is nobody in this list."))
    check_room(len(cases) + len(rows), most=most)
    first = open_answers(cases[0])
    added = _read(opened, rows, first, [open_answers(case) for case in cases], at=at)
    statements.insert(*(new_case(cases[0], opened, answers) for answers in added))
    # sealed anew for the same reason as in `add_subject`
    cases[0].answers = seal_answers(key_of(cases[0]), first)
    statements.update_all(cases[:1], "answers")
    Application.objects.filter(pk=found.application_id).update(size=len(cases) + len(rows))
    return len(rows)


def _read(
    opened: Opened, rows: list[Row], first: Mapping[str, Any], there: list[dict[str, Any]], *, at: datetime
) -> list[dict[str, Any]]:
    """The answers of every row. Raises `Invalid` with all that is wrong in any."""
    added: list[dict[str, Any]] = []
    wrong: dict[str, Any] = {}
    unique = next((field.field for field in columns(opened) if field.index == "passport_number"), "")
    seen = {answers.get(unique) for answers in there}
    for row in rows:
        answers, errors = _answers(opened, row, shared_of(opened, first), at=at)
        if not errors:
            errors = _judged(opened, answers, first, at=at)
        if answers.get(unique) and answers[unique] in seen:
            errors[unique] = _("This number stands here twice.")
        seen.add(answers.get(unique))
        wrong |= {f"{row.number}.{name}": say for name, say in errors.items()}
        added.append(answers)
    if wrong:
        raise Invalid("rows", fields=wrong)
    return added


def _answers(
    opened: Opened, row: Row, answers: dict[str, Any], *, at: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:  # fmt: skip
    errors: dict[str, Any] = {}
    begins = set(opened.definition.starts_with)
    # what the first screen asks is known before any page
    for field in sorted(columns(opened), key=lambda each: each.field not in begins):
        cell = row.cells.get(field.field, "")
        if field.field not in begins and not is_asked(opened, field.field, answers, at=at):
            if cell:
                errors[field.field] = _("This is not asked of this person. Leave it empty.")
            continue
        try:
            value = parse(field, _typed(opened, field, cell), today=at.date())
        except Invalid as error:
            errors[field.field] = error.reader
            continue
        if value is not None:
            answers[field.field] = value
    return answers, errors


def _typed(opened: Opened, field: FieldDefinition, cell: str) -> dict[str, str]:
    """What a form would send for a cell."""
    if not cell:
        return {}
    if field.kind == "date":
        return as_form(field, read_day(cell))
    if field.kind in ("choice", "country"):
        return {field.field: read_word(cell, opened.options(field.field, current().code))}
    return {field.field: cell}


def _judged(opened: Opened, answers: dict[str, Any], first: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """What is wrong with answers that are each well formed; '' stands for the whole row."""
    try:
        check_offered(opened, answers, beside=first, at=at)
    except Invalid as error:
        return {"": error.reader}
    return dict(broken_rules(opened, answers, at=at))


def pictures_of(opened: Opened) -> list[FieldDefinition]:
    """The pictures and papers that are asked of each person."""
    return [field for field in opened.definition.all_fields() if field.kind in FILE_KINDS]


def drafts(token: str) -> tuple[list[Case], Opened]:
    """The drafts of an application, held until the transaction ends.

    Raises:
        NotFound: no such draft, or its service is for one person.
        Conflict: it was handed in already.
    """
    found, opened = draft_of(whole(token))
    if opened.definition.subjects is None:
        raise NotFound(f"{opened.definition.procedure} is for one person")
    cases = locked_with(found)
    if any(case.status != opened.definition.states[0].state for case in cases):
        raise Conflict("already handed in")
    return cases, opened
