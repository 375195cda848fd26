"""Pictures of many persons in one ZIP, each named after the passport number of whom it shows."""

import io
import zipfile
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from legation.ground import statements
from legation.ground.errors import Invalid
from legation.ground.files import api as files
from legation.ground.languages.casing import capitals
from legation.procedures.answers import key_of, open_answers, seal_answers
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds import paper_kind
from legation.procedures.models import Case, CaseFile
from legation.procedures.services.add_list import drafts, pictures_of
from legation.procedures.services.save_page import told_of

MOST_FILES = 500
MOST_EACH = 6 * 1024 * 1024
MOST_TOGETHER = 64 * 1024 * 1024
"""Bytes once unpacked: the archive says how large its files are, and is not believed."""

Found = dict[tuple[int, str], tuple[str, bytes]]


@transaction.atomic
def add_pictures(*, token: str, data: bytes, at: datetime) -> int:
    """Give persons of a draft their pictures out of a ZIP; gives how many.

    A file is named by the passport number ("A1234567.jpg"), and where several pictures are asked of a person, by the
    field besides ("A1234567.photo.jpg"). Folders in the archive are passed over.

    Raises:
        NotFound: no such draft, or its service is for one person.
        Conflict: it was handed in already.
        Invalid: it is no such archive, or files in it need another look: `fields` says what, by name of the file.
            No picture was taken.
    """
    cases, opened = drafts(token)
    wrong: dict[str, Any] = {}
    found = _matched(opened, cases, _unpacked(data), wrong)
    asked = {field.field: field for field in pictures_of(opened)}
    drawn: dict[tuple[int, str], files.Paper] = {}
    for (case, field), (name, picture) in found.items():
        try:
            drawn[case, field] = paper_kind(asked[field]).take(asked[field], picture)
        except Invalid as error:
            wrong[name] = error.reader
    if wrong:
        raise Invalid("pictures", fields=wrong)
    _keep([case for case in cases if any(pk == case.pk for pk, _field in drawn)], drawn, at=at)
    return len(drawn)


def _unpacked(data: bytes) -> list[tuple[str, bytes]]:
    """(name, bytes) of the files of an archive, within bounds.

    Raises:
        Invalid: it is no ZIP, is encrypted or damaged, or holds more than we take.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir() and not _of_a_system(each.filename)]
            if len(entries) > MOST_FILES:
                raise Invalid("too many", reader=_("There are more than 500 files in this ZIP. Send it in parts."))
            found, left = [], MOST_TOGETHER
            for entry in entries:
                with archive.open(entry) as file:
                    picture = file.read(min(MOST_EACH, left) + 1)
                left -= len(picture)
                if len(picture) > MOST_EACH or left < 0:
                    raise Invalid("too large", reader=_("Unpacked, this ZIP is larger than we take. Send it in parts."))
                found.append((PurePosixPath(entry.filename).name[:120], picture))
            return found
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Invalid("no ZIP", reader=_("This is not a ZIP that we can open.")) from error


def _of_a_system(name: str) -> bool:
    """What a computer puts into archives by itself."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name in ("", ".DS_Store", "Thumbs.db")


def _matched(opened: Opened, cases: list[Case], unpacked: list[tuple[str, bytes]], wrong: dict[str, Any]) -> Found:
    asked, known = pictures_of(opened), _by_number(opened, cases)
    found: Found = {}
    for name, picture in unpacked:
        number, _dot, rest = name.partition(".")
        case = known.get(capitals(number.strip()))
        field = _field(asked, rest.rpartition(".")[0])
        if case is None or field is None:
            wrong[name] = (
                _("Nobody here has a passport of this number.")
                if case is None
                else _("Name the file by passport number and picture, as in A1234567.photo.jpg.")
            )
        elif (case, field) in found:
            wrong[name] = _("There are two pictures for one person.")
        else:
            found[case, field] = name, picture
    return found


def _field(asked: list[FieldDefinition], named: str) -> str | None:
    if not named and len(asked) == 1:
        return asked[0].field
    return named if named in {field.field for field in asked} else None


def _by_number(opened: Opened, cases: list[Case]) -> dict[str, int]:
    number = next((field.field for field in opened.fields.values() if field.index == "passport_number"), "")
    answers = {case.pk: open_answers(case) for case in cases}
    return {str(given[number]): case for case, given in answers.items() if given.get(number)}


def _keep(cases: list[Case], drawn: dict[tuple[int, str], files.Paper], *, at: datetime) -> None:
    replaced: list[str] = []
    files_now: list[CaseFile] = []
    for case in cases:
        key = key_of(case)
        answers = open_answers(case, key)
        for (owner, field), paper in drawn.items():
            if owner != case.pk:
                continue
            if field in answers:
                replaced.append(answers[field]["file"])
            row = files.shelved(paper.data, key=key, media_type=paper.media_type, at=at)
            files_now.append(CaseFile(case=case, field=field, file=row))
            answers[field] = told_of(row, paper)
        case.answers = seal_answers(key, answers)
    files.StoredFile.objects.bulk_create(each.file for each in files_now)
    CaseFile.objects.bulk_create(files_now)
    statements.update_all(cases, "answers")
    CaseFile.objects.filter(case__in=cases, file_id__in=replaced).delete()
    for digest in replaced:
        transaction.on_commit(lambda gone=digest: files.destroy(gone))  # type: ignore[misc]
