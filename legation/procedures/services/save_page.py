"""Saving one page of a draft: what is right is kept at once, what is wrong is said beside its field."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.files import api as files
from legation.procedures.answers import is_asked, key_of, open_answers, seal_answers
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import FieldDefinition, Page
from legation.procedures.kinds import FILE_KINDS, parse
from legation.procedures.models import Case, CaseFile
from legation.procedures.selectors import draft_of
from legation.procedures.validation import broken_rules


def save_page(*, token: str, page: str, data: Mapping[str, str], uploads: Mapping[str, bytes], at: datetime) -> Opened:
    """Read one page of a form into the draft; gives the bundle it was read by.

    Args:
        data: input name -> raw string.
        uploads: field code -> bytes of a picture.

    Raises:
        NotFound: no such draft or page.
        Conflict: it was handed in already.
        Invalid: some fields need another look (`fields`); the good ones are saved all the same.
    """
    # pictures are decoded before the row is locked: that takes long
    pictures, errors = _pictures(token, page, uploads)
    with transaction.atomic():
        case, opened = draft_of(token, lock=True)
        if case.status != opened.definition.states[0].state:
            raise Conflict("already handed in")
        key = key_of(case)
        answers = open_answers(case, key)
        asked = page_named(opened, page)
        _read_fields(opened, asked, data, answers, errors, at=at)
        _keep_pictures(case, pictures, answers, key, at=at)
        _drop_unasked(opened, answers, at=at)
        errors |= {name: say for name, say in broken_rules(opened, answers, at=at).items()
                   if name in {field.field for field in asked.fields} and name not in errors}  # fmt: skip
        for field in missing(opened, asked, answers, at=at):
            if field.kind in FILE_KINDS:
                errors.setdefault(field.field, _("Choose a picture."))
        case.answers = seal_answers(key, answers)
        case.save(update_fields=["answers"])
    if errors:
        raise Invalid("fields", fields=errors)
    return opened


def page_named(opened: Opened, page: str) -> Page:
    """The page of a definition with this code.

    Raises:
        NotFound: there is none.
    """
    found = next((one for one in opened.definition.pages if one.page == page), None)
    if found is None:
        raise NotFound(f"page {page}")
    return found


def _pictures(token: str, page: str, uploads: Mapping[str, bytes]) -> tuple[dict[str, bytes], dict[str, Any]]:
    pictures: dict[str, bytes] = {}
    errors: dict[str, Any] = {}
    if not uploads:
        return pictures, errors
    _case, opened = draft_of(token)
    for field in page_named(opened, page).fields:
        if field.kind in FILE_KINDS and field.field in uploads:
            try:
                pictures[field.field] = files.redraw(uploads[field.field], kind=field.kind)
            except Invalid as error:
                errors[field.field] = error.reader
    return pictures, errors


def _read_fields(
    opened: Opened,
    page: Page,
    data: Mapping[str, str],
    answers: dict[str, Any],
    errors: dict[str, Any],
    *,
    at: datetime,
) -> None:
    for field in page.fields:
        if field.kind in FILE_KINDS or field.fixed or not is_asked(opened, field.field, answers, at=at):
            continue
        try:
            value = parse(field, data, today=at.date())
        except Invalid as error:
            errors[field.field] = error.reader
            continue
        if value is None:
            answers.pop(field.field, None)
        else:
            answers[field.field] = value


def _keep_pictures(
    case: Case, pictures: dict[str, bytes], answers: dict[str, Any], key: bytes, *, at: datetime
) -> None:
    for name, picture in pictures.items():
        digest = files.keep(picture, key=key, media_type="image/jpeg", at=at)
        old = answers.get(name)
        CaseFile.objects.create(case=case, field=name, file_id=digest)
        answers[name] = {"file": digest, "size": len(picture)}
        if old:
            CaseFile.objects.filter(case=case, file_id=old["file"]).delete()
            transaction.on_commit(lambda gone=old["file"]: files.destroy(gone))  # type: ignore[misc]


def _drop_unasked(opened: Opened, answers: dict[str, Any], *, at: datetime) -> None:
    for name in list(answers):
        if not is_asked(opened, name, answers, at=at):
            del answers[name]


def missing(opened: Opened, page: Page, answers: Mapping[str, Any], *, at: datetime) -> list[FieldDefinition]:
    """The fields of a page that must be answered and are not yet."""
    return [
        field for field in page.fields
        if field.required and field.field not in answers and is_asked(opened, field.field, answers, at=at)
    ]  # fmt: skip
