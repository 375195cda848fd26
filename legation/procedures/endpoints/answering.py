"""The answers and files of a draft, of one of the cases of an application."""

from contextlib import nullcontext
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import File, Header, Router, Status
from ninja.files import UploadedFile

from legation.ground.errors import Conflict, Invalid, NotFound, TooLarge
from legation.ground.tokens.problems import WrongIn, problems
from legation.ground.tokens.replaying import Key, once
from legation.procedures.answers import open_answers
from legation.procedures.bundles import open_bundle
from legation.procedures.endpoints import schemas, told
from legation.procedures.endpoints.applications import READ, READS, WRITE, WRITES, reader, told_in, writer
from legation.procedures.endpoints.schemas import CaseReference, Reference
from legation.procedures.kinds import FILE_KINDS
from legation.procedures.models import Case
from legation.procedures.responses import picture_response
from legation.procedures.selectors import draft_of
from legation.procedures.services.act import locked
from legation.procedures.services.add_subject import add_subject, asked_of_each
from legation.procedures.services.change_answers import begins, change_answers
from legation.procedures.services.remove_subject import remove_subject
from legation.procedures.services.save_page import save_page
from legation.procedures.values import forms

router = Router(tags=["applications"])
_PATH = "/{reference}/cases/{case}"
MOST_FILE_BYTES = 12 * 1024 * 1024
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", pattern=r'^"[0-9a-f]{32}"$', description="ETag of the answers that you know."),
]


class Changed(Conflict):
    """The answers are not those that the sender knows."""

    status, code = 412, "changed"


def tag(case: Case) -> str:
    """The ETag of a case's answers: the same are never sealed to the same bytes, so any change gives another."""
    return f'"{sha256(bytes(case.answers)).hexdigest()[:32]}"'


@router.post(
    "/{reference}/cases", auth=WRITES, response={201: schemas.ApplicationView, **WRITE}, url_name="api_add_case"
)
@once
def add_case(
    request: HttpRequest, reference: Reference, asked: schemas.NewCase, response: HttpResponse,
    idempotency_key: Key = None,
) -> Any:  # fmt: skip
    """Add a person to a draft, with the answers known so far; what all have in common is answered at the first case.

    Nobody is added when an answer needs another look. 404 where the procedure is for one person.
    """
    owner, now = writer(request), datetime.now(UTC)
    link = owner.case(reference, owner.cases(reference)[0].reference)
    _found, opened = draft_of(link)
    first = [field.field for field in asked_of_each(opened)]
    try:
        with transaction.atomic():
            case = add_subject(token=link, known=begins(opened, first, asked.answers, at=now), at=now)
            more = {name: value for name, value in asked.answers.items() if name not in first}
            change_answers(token=owner.case(reference, case.reference), answers=more, at=now)
    except Invalid as error:
        raise told_in(error, "/answers") from error
    response.headers["Location"] = reverse("api:api_answers", args=[reference, case.reference])
    return Status(201, told.application(owner.cases(reference)))


@router.delete(_PATH, auth=WRITES, response={204: None, **READ, **problems(409)}, url_name="api_remove_case")
def remove_case(request: HttpRequest, reference: Reference, case: CaseReference) -> Any:
    """Take a person out of a draft again; the last one stays."""
    remove_subject(token=writer(request).case(reference, case))
    return Status(204, None)


@router.get(f"{_PATH}/answers", auth=READS, response={200: schemas.AnswersView, **READ}, url_name="api_answers")
def get_answers(request: HttpRequest, reference: Reference, case: CaseReference, response: HttpResponse) -> Any:
    """The answers so far, and what is missing; with an ETag."""
    found, _opened = draft_of(reader(request).case(reference, case))
    response.headers["ETag"] = tag(found)
    return told.answers(found, at=datetime.now(UTC))


@router.patch(
    f"{_PATH}/answers",
    auth=WRITES,
    response={200: schemas.AnswersView, **WRITE, **problems(412)},
    url_name="api_answers",
)
def change_some_answers(
    request: HttpRequest, response: HttpResponse, *, reference: Reference, case: CaseReference, asked: schemas.Answers,
    if_match: IfMatch = None,
) -> Any:  # fmt: skip
    """Change some answers or all of them. What is right is kept, what is wrong is told by field.

    With If-Match nothing is changed unless the answers are still those that you know.
    """
    link, now = writer(request).case(reference, case), datetime.now(UTC)
    wrong: Invalid | None = None
    # held only for who wants to be sure: another house may be asked meanwhile
    with transaction.atomic() if if_match else nullcontext():
        if if_match and if_match != tag(locked(case)[0]):
            raise Changed(f"answers of {case}")
        try:
            change_answers(token=link, answers=asked.answers, at=now)
        except Invalid as error:
            wrong = error
    if wrong is not None:
        raise told_in(wrong, "/answers")
    found, _opened = draft_of(link)
    response.headers["ETag"] = tag(found)
    return told.answers(found, at=now)


@router.post(
    f"{_PATH}/files/{{field}}", auth=WRITES, response={200: schemas.FileUploaded, **WRITE}, url_name="api_file"
)
def upload_file(
    request: HttpRequest, reference: Reference, case: CaseReference, field: schemas.FieldCode, file: File[UploadedFile]
) -> Any:
    """Send the file that answers a field; it takes the place of one sent before. Pictures are drawn again, harmless."""
    link, now = writer(request).case(reference, case), datetime.now(UTC)
    found, opened = draft_of(link)
    page = next((one for one in opened.definition.form_pages() if field in {f.field for f in one.fields}), None)
    if page is None or opened.fields[field].kind not in FILE_KINDS:
        raise NotFound(f"no file is asked for at {field}")
    if (file.size or 0) > MOST_FILE_BYTES:
        raise TooLarge(f"{file.size} bytes")
    try:
        data = forms(opened, open_answers(found))
        save_page(token=link, page=page.page, data=data, uploads={field: file.read()}, at=now)
    except Invalid as error:
        if field in error.fields:
            raise WrongIn(field, [("/file", "not_a_picture", error.fields[field])]) from error
    kept = open_answers(draft_of(link)[0]).get(field)
    if kept is None:
        raise Conflict(f"{field} is not asked with these answers")
    return {"field": field, "sha256": kept["file"], "size": kept["size"]}


@router.get(f"{_PATH}/files/{{field}}", auth=READS, response={200: bytes, **READ}, url_name="api_file")
def get_file(request: HttpRequest, reference: Reference, case: CaseReference, field: schemas.FieldCode) -> Any:
    """A file that was sent, as it is kept."""
    found, _opened = draft_of(reader(request).case(reference, case))
    if field not in open_bundle(found.bundle_id).fields:
        raise NotFound(f"field {field}")
    return picture_response(found, field)
