"""Changing some answers of a draft, on whichever pages they stand, as a program does."""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from legation.ground.errors import Invalid
from legation.procedures.answers import open_answers
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import FieldDefinition, Page
from legation.procedures.kinds import FILE_KINDS, parse
from legation.procedures.selectors import Link, draft_of, names_one
from legation.procedures.services.save_page import save_page
from legation.procedures.values import as_form, forms


def change_answers(*, token: Link, answers: Mapping[str, Any], at: datetime) -> None:
    """Save answers as the form would, page by page; other answers stay.

    Args:
        answers: field code -> JSON value; null empties a field.

    Raises:
        NotFound: no such draft.
        Conflict: it was handed in already.
        Invalid: some need another look (`fields`); the good ones are saved all the same.
    """
    case, opened = draft_of(token)
    errors = refused(opened, answers, opened.shared if names_one(token) else ())
    for page in opened.definition.form_pages():
        wanted = {f.field: answers[f.field] for f in page.fields if f.field in answers and f.field not in errors}
        if wanted:
            data, wrong = put_in(opened, wanted, forms(opened, open_answers(case)))
            errors |= wrong
            errors |= _saved(token, page, data, set(wanted) - set(wrong), at=at)
            case, opened = draft_of(token)
    if errors:
        raise Invalid("answers", fields=errors)


def refused(opened: Opened, answers: Mapping[str, Any], shared: Container[str]) -> dict[str, Any]:
    """What may not be answered here, by field: not asked, settled at the start, a file, declared at the end.

    Args:
        shared: what is asked of the first of several persons only.
    """
    asked = {name: None if name in shared else opened.fields.get(name) for name in answers}
    return {name: say for name, field in asked.items() if (say := _why_not(field))}


def _why_not(field: FieldDefinition | None) -> str:
    if field is None:
        return _("This is not asked.")
    if field.fixed:
        return _("This is settled when the application is started.")
    if field.kind in FILE_KINDS:
        return _("Send this as a file.")
    return _("Confirm this when you hand in.") if field.kind == "declaration" else ""


def begins(opened: Opened, names: Iterable[str], answers: Mapping[str, Any], *, at: datetime) -> dict[str, str]:
    """The inputs that a draft is started with, of these answers.

    Args:
        names: the fields that must be answered to begin.

    Raises:
        Invalid: some are missing or need another look (`fields`).
    """
    first = {name: answers.get(name) for name in names}
    data, errors = put_in(opened, first, {})
    for name in set(first) - set(errors):
        try:
            parse(opened.fields[name], data, today=at.date())
        except Invalid as error:
            errors[name] = error.reader
    if errors:
        raise Invalid("answers", fields=errors)
    return data


def put_in(opened: Opened, wanted: Mapping[str, Any], data: dict[str, str]) -> tuple[dict[str, str], dict[str, Any]]:
    """Inputs with what is wanted put in, and what is wrong with it, by field."""
    errors: dict[str, Any] = {}
    for name, value in wanted.items():
        try:
            typed = as_form(opened.fields[name], value)
        except Invalid as error:
            errors[name] = error.reader
            continue
        data = {key: each for key, each in data.items() if key != name and not key.startswith(f"{name}-")} | typed
    return data, errors


def _saved(token: Link, page: Page, data: dict[str, str], wanted: set[str], *, at: datetime) -> dict[str, Any]:
    """What is wrong with the wanted fields of a page, having saved it; what it lacks besides is told at the end."""
    try:
        save_page(token=token, page=page.page, data=data, uploads={}, at=at)
    except Invalid as error:
        return {name: say for name, say in error.fields.items() if name.partition("-")[0] in wanted}
    return {}
