"""An officer's correction: fields are drawn and read as on the applicant's pages.

A screen may have several corrections, so inputs are named by the verb and the field: `correct_surname`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from legation.ground.errors import Invalid
from legation.procedures import rows
from legation.procedures.answers import is_asked
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import FieldDefinition, Transition
from legation.procedures.forms import Drawn, draw
from legation.procedures.kinds import parse

Answers = Mapping[str, Any]


def drawn(
    opened: Opened, way: Transition, answers: Answers,
    *, raw: Mapping[str, str], errors: Mapping[str, Any], at: datetime,
) -> list[Drawn]:  # fmt: skip
    """The fields that a transition corrects, of those that were asked, with what was typed and what is wrong."""
    fields = _asked(opened, way, answers, at)
    return [draw(opened, each, answers, raw, errors, prefix=f"{way.verb}_") for each in fields]


def rearranged(
    opened: Opened, way: Transition, answers: Answers, data: Mapping[str, str], *, at: datetime
) -> dict[str, str] | None:
    """The form with one row more or less; None where no such button was pressed."""
    return rows.changed([_here(way, each) for each in _asked(opened, way, answers, at)], data)


def read(opened: Opened, way: Transition, answers: Answers, data: Mapping[str, str], *, at: datetime) -> dict[str, Any]:
    """What was typed and differs from the answers that stand, by field.

    Raises:
        Invalid: some cannot be what is asked for (`fields`, by the names of the form), or nothing differs.
    """
    changed: dict[str, Any] = {}
    errors: dict[str, Any] = {}
    for field in _asked(opened, way, answers, at):
        here = _here(way, field)
        try:
            value = parse(here, data, today=at.date())
        except Invalid as error:
            errors |= error.fields or {here.field: error.reader}
            continue
        if value is not None and value != answers.get(field.field):
            changed[field.field] = value
    if errors:
        raise Invalid("fields", fields=errors)
    if not changed:
        raise Invalid(reader=_("Nothing differs from what stands there."))
    return changed


def _asked(opened: Opened, way: Transition, answers: Answers, at: datetime) -> list[FieldDefinition]:
    return [opened.fields[name] for name in way.corrects if is_asked(opened, name, answers, at=at)]


def _here(way: Transition, field: FieldDefinition) -> FieldDefinition:
    return field.model_copy(update={"field": f"{way.verb}_{field.field}"})
