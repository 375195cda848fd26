"""Saving one page of a draft: what is right is kept at once, what is wrong is said beside its field."""

from collections.abc import Mapping
from contextlib import nullcontext, suppress
from datetime import datetime
from typing import Any

from django.db import transaction

from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.files import api as files
from legation.ground.together import Together
from legation.procedures.answers import is_asked, key_of, open_answers, seal_answers
from legation.procedures.bundles import Opened
from legation.procedures.definitions.parts import WHOLE
from legation.procedures.definitions.schema import FieldDefinition, Page
from legation.procedures.kinds import FILE_KINDS, paper_kind, parse
from legation.procedures.models import Case, CaseFile
from legation.procedures.selectors import Link, draft_of, names_one
from legation.procedures.services.ask_outside import ask_outside
from legation.procedures.services.share_answers import drop_unasked, share_answers
from legation.procedures.validation import broken_rules

MOST_ATTEMPTS = 5


class _Overtaken(Exception):
    """Somebody wrote to the draft since it was read."""


def save_page(*, token: Link, page: str, data: Mapping[str, str], uploads: Mapping[str, bytes], at: datetime) -> Case:
    """Read one page of a form into the draft; gives it as it was written.

    Args:
        data: input name -> raw string.
        uploads: field code -> bytes of a file.

    Raises:
        NotFound: no such draft or page.
        Conflict: it was handed in already.
        Invalid: some fields need another look (`fields`); the good ones are saved all the same.
    """
    taken: tuple[dict[str, files.Paper], dict[str, Any]] | None = None
    for _attempt in range(MOST_ATTEMPTS):
        case, opened = draft_of(token)
        if case.status != opened.definition.states[0].state:
            raise Conflict("already handed in")
        asked = asked_here(opened, page_named(opened, page), token)
        taken = taken or _taken(asked, uploads)
        with suppress(_Overtaken):
            if errors := _save(case, opened, asked, data, taken, at=at):
                raise Invalid("fields", fields=errors)
            return case
    raise Conflict("the page was saved from several places at once")


def _save(
    case: Case, opened: Opened, asked: Page, data: Mapping[str, str],
    taken: tuple[dict[str, files.Paper], dict[str, Any]], *, at: datetime,
) -> dict[str, Any]:  # fmt: skip
    """Write a page into a draft unless somebody else wrote to it since it was read; gives what is wrong, by field."""
    key, before = key_of(case), case.answers
    answers, (papers, errors) = open_answers(case, key), (taken[0], dict(taken[1]))
    _read_fields(opened, asked, data, answers, errors, at=at)
    papers = {name: each for name, each in papers.items() if is_asked(opened, name, answers, at=at)}
    ask_outside(case, opened, answers, at=at)
    _write(case, opened, answers, papers, key=key, before=before, at=at)
    names = {field.field for field in asked.fields}
    broken = {name: say for name, say in broken_rules(opened, answers, at=at).items() if name in names}
    lacking = {field.field: paper_kind(field).missing() for field in missing(opened, asked, answers, at=at)
               if field.kind in FILE_KINDS}  # fmt: skip
    return lacking | broken | errors


def page_named(opened: Opened, page: str) -> Page:
    """The page of a definition with this code, or all of them as one page.

    Raises:
        NotFound: there is none.
    """
    if page == WHOLE:
        return opened.whole_form
    found = next((one for one in opened.definition.pages if one.page == page), None)
    if found is None:
        raise NotFound(f"page {page}")
    return found


def asked_here(opened: Opened, page: Page, token: Link) -> Page:
    """What a page asks behind a link: of a person beside the first it does not ask what all have in common."""
    if not names_one(token):
        return page
    return page.model_copy(update={"fields": [field for field in page.fields if field.field not in opened.shared]})


def _taken(page: Page, uploads: Mapping[str, bytes]) -> tuple[dict[str, files.Paper], dict[str, Any]]:
    """The files of a page made harmless, and what is wrong with others, by field."""
    papers: dict[str, files.Paper] = {}
    errors: dict[str, Any] = {}
    for field in page.fields:
        if field.kind in FILE_KINDS and field.field in uploads:
            try:
                papers[field.field] = paper_kind(field).take(field, uploads[field.field])
            except Invalid as error:
                errors[field.field] = error.reader
    return papers, errors


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
            errors |= error.fields or {field.field: error.reader}
            continue
        if value is None:
            answers.pop(field.field, None)
        else:
            answers[field.field] = value


def _write(
    case: Case, opened: Opened, answers: dict[str, Any], papers: dict[str, files.Paper],
    *, key: bytes, before: bytes, at: datetime,
) -> None:  # fmt: skip
    """Everything or nothing; raises `_Overtaken` if somebody else wrote to the draft since `before` was read."""
    kept = {name: files.shelved(each.data, key=key, media_type=each.media_type, at=at) for name, each in papers.items()}
    before_files = _files_in(answers)
    answers |= {name: told_of(row, papers[name]) for name, row in kept.items()}
    drop_unasked(opened, answers, at=at)
    replaced = before_files - _files_in(answers)
    case.answers = seal_answers(key, answers)
    writes = Together(guarded=True)
    # the same answers are never sealed to the same bytes, so the old bytes tell this draft from any other
    writes.update(case, "answers", where="answers = %s AND status = %s", values=[before, case.status])
    writes.insert(*kept.values())
    writes.insert(*(CaseFile(case=case, field=name, file=row) for name, row in kept.items()))
    shared = opened.shared if case.application.size > 1 else ()
    with transaction.atomic() if replaced or shared else nullcontext():
        if not writes.write():
            raise _Overtaken
        if shared:
            share_answers(case, opened, answers, at=at)
        if replaced:
            CaseFile.objects.filter(case=case, file_id__in=replaced).delete()
    for digest in replaced:
        files.destroy(digest)


def told_of(row: files.StoredFile, paper: files.Paper) -> dict[str, Any]:
    """A file as an answer; of a picture nothing needs to be said."""
    told = {"file": row.digest, "size": row.size}
    return told if paper.media_type == "image/jpeg" else told | {"type": paper.media_type, "pages": paper.pages}


def _files_in(answers: Mapping[str, Any]) -> set[str]:
    """The digests of the files that answers name."""
    return {value["file"] for value in answers.values() if isinstance(value, dict) and "file" in value}


def missing(opened: Opened, page: Page, answers: Mapping[str, Any], *, at: datetime) -> list[FieldDefinition]:
    """The fields of a page that must be answered and are not yet."""
    return [
        field for field in page.fields
        if field.required and field.field not in answers and is_asked(opened, field.field, answers, at=at)
    ]  # fmt: skip
