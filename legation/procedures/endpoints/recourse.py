"""What an applicant's program does after handing in: answer the office, correct, appeal, pay a difference."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, File, Router
from ninja.files import UploadedFile

from legation.ground.errors import Conflict, Invalid, TooLarge
from legation.ground.languages.api import current
from legation.ground.tokens.problems import WrongIn, problems
from legation.ground.tokens.replaying import Key, once
from legation.payments import api as payments
from legation.procedures.bundles import Opened
from legation.procedures.endpoints import recourse_schemas, schemas, told
from legation.procedures.endpoints.applications import (
    READ,
    READS,
    WRITE,
    WRITES,
    own_key,
    reader,
    told_in,
    way_back,
    writer,
)  # fmt: skip
from legation.procedures.endpoints.schemas import CaseReference, Reference
from legation.procedures.kinds import FILE_KINDS, clean
from legation.procedures.models import Case
from legation.procedures.recourse import Recourse, asked_in, owed_of, recourse_of
from legation.procedures.selectors import actions_of, answers_now, draft_of
from legation.procedures.services.change_answers import put_in, refused
from legation.procedures.services.set_right import MOST_PAPERS, Sent, appeal, correct, resubmit, way_of
from legation.procedures.values import forms

router = Router(tags=["applications"])
_PATH = "/{reference}/cases/{case}"
_DONE = {200: schemas.ApplicationView, **WRITE}


@router.get(f"{_PATH}/recourse", auth=READS, response={200: recourse_schemas.RecourseView, **READ}, url_name="api_ways")
def get_recourse(request: HttpRequest, reference: Reference, case: CaseReference) -> Any:
    """What is open to the applicant of a case now: answer what the office asked, correct, appeal, withdraw, pay."""
    found, opened = draft_of(reader(request).case(reference, case))
    return _told(found, opened, recourse_of(found, opened, actions_of(found), at=datetime.now(UTC)))


@router.post(f"{_PATH}/answer", auth=WRITES, response=_DONE, url_name="api_answer")
@once
def answer_office(
    request: HttpRequest, *, reference: Reference, case: CaseReference, asked: Body[recourse_schemas.Answered],
    files: File[list[UploadedFile]] = [], idempotency_key: Key = None,  # noqa: B006 — ninja copies it
) -> Any:  # fmt: skip
    """Answer what the office asked for: only the fields it named, or words why they are right as they are.

    Everything that is not a file stands as JSON in the part `asked`; `files` follow, in the order of its `files`.
    """
    owner = writer(request)
    link = owner.case(reference, case)
    found, opened = draft_of(link)
    open_now = asked_in(found, opened, actions_of(found))
    if open_now is None:
        raise Conflict(f"{case} is not asked for anything")
    sent = _uploaded(request, files)
    if len(sent) != len(asked.files):
        raise WrongIn("files", [("/files", "invalid", _("Name the field of every file that you send."))])
    data = _put_in(found, opened, open_now.fields, asked.answers, asked.files)
    try:
        uploads = dict(zip(asked.files, sent, strict=True))
        resubmit(token=link, sent=Sent(data, uploads, clean(asked.note)), at=datetime.now(UTC))
    except Invalid as error:
        raise _in_place(error, opened, asked.files) from error
    return told.application(owner.cases(reference))


@router.post(f"{_PATH}/correction", auth=WRITES, response=_DONE, url_name="api_correct")
@once
def correct_answers(
    request: HttpRequest, reference: Reference, case: CaseReference, asked: recourse_schemas.Corrected,
    idempotency_key: Key = None,
) -> Any:  # fmt: skip
    """Correct what you got wrong yourself, within the term. What it costs less is paid back, what more is owed."""
    owner = writer(request)
    link = owner.case(reference, case)
    found, opened = draft_of(link)
    way = way_of(found, opened, "correct")
    if way is None:
        raise Conflict(f"{case} cannot be corrected by its applicant")
    data = _put_in(found, opened, way.corrects, asked.answers)
    try:
        correct(token=link, sent=Sent(data, {}), at=datetime.now(UTC))
    except Invalid as error:
        raise told_in(error, "/answers") from error
    return told.application(owner.cases(reference))


@router.post(f"{_PATH}/appeal", auth=WRITES, response=_DONE, url_name="api_appeal")
@once
def appeal_refusal(
    request: HttpRequest, *, reference: Reference, case: CaseReference, asked: Body[recourse_schemas.Appealed],
    papers: File[list[UploadedFile]] = [], idempotency_key: Key = None,  # noqa: B006 — ninja copies it
) -> Any:  # fmt: skip
    """Contest a refusal: why, as JSON in the part `asked`, and papers that show it, pictures or PDFs, five at most."""
    owner = writer(request)
    link = owner.case(reference, case)
    sent = _uploaded(request, papers)
    if len(sent) > MOST_PAPERS:
        raise WrongIn("papers", [("/papers", "too_many", _("At most %(most)d can be given.") % {"most": MOST_PAPERS})])
    try:
        appeal(token=link, text=clean(asked.text), uploads=sent, at=datetime.now(UTC))
    except Invalid as error:
        raise told_in(error, "") from error
    return told.application(owner.cases(reference))


@router.post(
    f"{_PATH}/payment", auth=WRITES, url_name="api_pay_difference",
    response={200: schemas.PaymentPage, **WRITE, **problems(503)},
)  # fmt: skip
def start_difference(
    request: HttpRequest, reference: Reference, case: CaseReference, asked: schemas.PaymentAsked,
    idempotency_key: Key = None,
) -> Any:  # fmt: skip
    """The page where the payer pays what a correction made dearer."""
    found, _opened = draft_of(writer(request).case(reference, case))
    owed = owed_of(found, actions_of(found))
    if not owed:
        raise Conflict(f"nothing is owed for {case}")
    url = payments.start(
        payment=owed[0].payment, provider=payments.usual_provider(), return_url=asked.return_url or way_back(),
        language=current().code, at=datetime.now(UTC), key=own_key(request, idempotency_key),
    )  # fmt: skip
    return {"url": url}


def _told(case: Case, opened: Opened, found: Recourse) -> dict[str, Any]:
    """As `recourse_schemas.RecourseView`."""
    way, asked = way_of(case, opened, "correct"), found.asked
    return {
        "answer": asked and {"message": asked.message, "fields": asked.fields, "until": asked.until},
        "correction": {"fields": way.corrects, "until": found.correct_until} if way and found.correct_until else None,
        "appeal": {"until": found.appeal_until} if found.appeal_until else None,
        "withdrawal": {"refunded": found.refunded} if found.withdraws else None,
        "owed": [told.money(each.amount, each.currency) for each in found.owed],
    }


def _uploaded(request: HttpRequest, files: Sequence[UploadedFile]) -> list[bytes]:
    """The files that were sent; one that is too large was let go while it was read."""
    if getattr(request, "too_large", ()):
        raise TooLarge("a file")
    return [file.read() for file in files]


def _put_in(
    case: Case, opened: Opened, names: Sequence[str], answers: Mapping[str, Any], files: Sequence[str] = ()
) -> dict[str, str]:
    """The inputs of the fields that may be set right, as they stand, with what was sent put in.

    Raises:
        Invalid: something that was sent is not among them, or of another kind.
    """
    errors = refused(opened, answers, [name for name in answers if name not in names])
    before = answers_now(case)
    data = forms(opened, {name: before[name] for name in names if name in before})
    data, wrong = put_in(opened, {name: value for name, value in answers.items() if name not in errors}, data)
    found = [(f"/answers/{name}", "invalid", say) for name, say in (errors | wrong).items()]
    found += [
        (f"/files/{number}", "invalid", _("This is not asked."))
        for number, name in enumerate(files) if name not in names or opened.fields[name].kind not in FILE_KINDS
    ]  # fmt: skip
    if found:
        raise WrongIn("answers", found)
    return data


def _in_place(error: Invalid, opened: Opened, files: Sequence[str]) -> Invalid:
    """What is wrong, by its place in what was sent; a file that is lacking has none of its own."""

    def place(name: str) -> str:
        if name in files:
            return f"files/{files.index(name)}"
        field = opened.fields.get(name)
        return "files" if field is not None and field.kind in FILE_KINDS else f"answers/{name}"

    return told_in(Invalid(error.detail, fields={place(n): say for n, say in error.fields.items()}), "")
