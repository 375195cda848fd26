"""One's own applications: start, read, hand in, pay, take back. Each route is one verb of the engine."""

from collections.abc import Container, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router, Status

from legation.documents import api as documents
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.languages.api import current
from legation.ground.tokens.bearer import Bearer, holder
from legation.ground.tokens.problems import WrongIn, by_field, problems
from legation.ground.tokens.replaying import Key, once
from legation.ground.tokens.scopes import APPLICATIONS_READ, APPLICATIONS_WRITE
from legation.payments import api as payments
from legation.procedures.answers import key_of
from legation.procedures.bundles import in_force, open_bundle
from legation.procedures.endpoints import places, schemas, told
from legation.procedures.endpoints.schemas import Reference
from legation.procedures.models import Case
from legation.procedures.owners import Owner
from legation.procedures.selectors import draft_of
from legation.procedures.services.ask_signature import ask_signature
from legation.procedures.services.change_answers import begins, change_answers
from legation.procedures.services.erase_draft import erase_draft
from legation.procedures.services.pay import pay
from legation.procedures.services.start import start
from legation.procedures.services.submit import submit
from legation.procedures.services.withdraw import withdraw
from legation.procedures.values import as_form, place_of

router = Router(tags=["applications"])
READS_A_MINUTE, WRITES_A_MINUTE = 600, 300
READS, WRITES = Bearer(APPLICATIONS_READ), Bearer(APPLICATIONS_WRITE)
READ, WRITE = problems(401, 403, 404, 422, 429), problems(400, 401, 403, 404, 409, 413, 422, 429)


def reader(request: HttpRequest) -> Owner:
    """Whose applications are read."""
    return whose(request, "reads", READS_A_MINUTE)


def writer(request: HttpRequest) -> Owner:
    """Whose applications are changed."""
    return whose(request, "writes", WRITES_A_MINUTE)


def whose(request: HttpRequest, what: str, most: int) -> Owner:
    """Whose applications whoever asks may ask about; counted as by `holder`."""
    found = holder(request, what, most)
    return Owner(found.service, found.citizen)


@router.get(
    "", auth=READS, response={200: schemas.Applications, **problems(401, 403, 422, 429)}, url_name="api_applications"
)
def list_applications(request: HttpRequest, cursor: schemas.Cursor = None, limit: schemas.Limit = 50) -> Any:
    """Your applications, newest first."""
    owner = reader(request)
    if cursor is not None and not (cursor.isdecimal() and cursor.isascii() and len(cursor) <= 18):
        raise by_field({"cursor": Invalid.sentence}, "")
    found = owner.page(before=int(cursor) if cursor else None, most=limit + 1)
    more = str(found[limit - 1][0].pk) if len(found) > limit else None
    return {"items": [told.application_line(each, cases) for each, cases in found[:limit]], "next": more}


@router.post("", auth=WRITES, response={201: schemas.ApplicationView, **WRITE}, url_name="api_applications")
@once
def start_application(
    request: HttpRequest, asked: schemas.NewApplication, response: HttpResponse, idempotency_key: Key = None
) -> Any:
    """Start a draft with the answers known so far. Nothing is started when one of them needs another look."""
    owner, now = writer(request), datetime.now(UTC)
    opened = in_force(asked.procedure, at=now)
    first, post = opened.definition.starts_with, places.begun_at(opened, asked)
    try:
        with transaction.atomic():
            token = start(
                procedure=asked.procedure, known=begins(opened, first, asked.answers, at=now),
                language=current().code, at=now, citizen=owner.citizen, service=owner.service,
                post=post,
            )  # fmt: skip
            change_answers(token=token, answers={k: v for k, v in asked.answers.items() if k not in first}, at=now)
    except Invalid as error:
        raise told_in(error, "/answers") from error
    case, _opened = draft_of(token)
    response.headers["Location"] = reverse("api:api_application", args=[case.application.reference])
    return Status(201, told.application([case]))


@router.delete("/{reference}", auth=WRITES, response={204: None, **READ, **problems(409)}, url_name="api_application")
def erase_application(request: HttpRequest, reference: Reference) -> Any:
    """Erase a draft, at once and for good. What was handed in is erased by an officer: ask for it."""
    owner = writer(request)
    erase_draft(token=owner.case(reference, owner.cases(reference)[0].reference), at=datetime.now(UTC))
    return Status(204, None)


@router.get("/{reference}", auth=READS, response={200: schemas.ApplicationView, **READ}, url_name="api_application")
def get_application(request: HttpRequest, reference: Reference) -> Any:
    """How an application stands."""
    return told.application(reader(request).cases(reference))


@router.get(
    "/{reference}/price", auth=READS, response={200: schemas.Price, **READ, **problems(409)}, url_name="api_price"
)
def get_price(request: HttpRequest, reference: Reference) -> Any:
    """What it costs, line by line: of a draft, with its answers as they are; 409 while one it depends on is lacking.

    What was handed in costs what was asked for then, without lines.
    """
    cases = reader(request).cases(reference)
    asked = payments.find(reference=reference) if cases[0].application.submitted_at else None
    if asked is not None:
        return told.money(asked.amount, asked.currency) | {"lines": []}
    return told.price(cases, at=datetime.now(UTC))


@router.post(
    "/{reference}/signatures/{signature}", auth=WRITES, url_name="api_signature",
    response={200: schemas.ApplicationView, **WRITE},
)  # fmt: skip
@once
def ask_for_signature(
    request: HttpRequest, reference: Reference, signature: schemas.FieldCode, idempotency_key: Key = None
) -> Any:
    """Have somebody asked to sign before it is handed in; a letter with a link of their own goes to the address that
    was answered. Asked again, the link before opens nothing any more. 409 where it is signed as it stands.
    """
    owner = writer(request)
    cases = owner.cases(reference)
    try:
        ask_signature(token=owner.case(reference, cases[0].reference), signature=signature, at=datetime.now(UTC))
    except Invalid as error:
        raise _told_of(error, cases, ()) from error
    return told.application(owner.cases(reference))


@router.post(
    "/{reference}/submit", auth=WRITES, response={200: schemas.ApplicationView, **WRITE}, url_name="api_submit"
)
@once
def submit_application(
    request: HttpRequest, reference: Reference, asked: schemas.Declared, idempotency_key: Key = None
) -> Any:
    """Hand in. Everything is checked once more; what is free of charge goes on at once, else it waits for its fee."""
    owner = writer(request)
    cases = owner.cases(reference)
    case = cases[0]
    fields = {one.field: one for one in open_bundle(case.bundle_id).definition.declarations()}
    declared = {
        name: text
        for field, value in asked.declarations.items() if field in fields
        for name, text in as_form(fields[field], value).items()
    }  # fmt: skip
    try:
        submit(token=owner.case(reference, case.reference), declared=declared, at=datetime.now(UTC))
    except Invalid as error:
        raise _told_of(error, cases, set(fields)) from error
    return told.application(owner.cases(reference))


@router.post(
    "/{reference}/payment",
    auth=WRITES,
    response={200: schemas.PaymentPage, **WRITE, **problems(503)},
    url_name="api_pay",
)
def start_payment(
    request: HttpRequest, reference: Reference, asked: schemas.PaymentAsked, idempotency_key: Key = None
) -> Any:
    """The page where the payer pays the fee. While one is open, asking again gives the same."""
    owner = writer(request)
    cases = owner.cases(reference)
    back, key = asked.return_url or way_back(), own_key(request, idempotency_key)
    return {"url": pay(cases=cases, return_url=back, language=current().code, at=datetime.now(UTC), key=key)}


def way_back() -> str:
    """Where a payer comes back to whose program names no place."""
    return f"{settings.LEGATION_ADDRESS}{reverse('status')}"


def own_key(request: HttpRequest, key: str | None) -> str:
    """A key for the payments room, which keeps its own: each token's are told from another's."""
    return f"{request.auth.pk}:{key}"[:80] if key else ""  # type: ignore[attr-defined]


@router.post(
    "/{reference}/withdraw", auth=WRITES, response={200: schemas.ApplicationView, **WRITE}, url_name="api_withdraw"
)
@once
def withdraw_application(request: HttpRequest, reference: Reference, idempotency_key: Key = None) -> Any:
    """Take back what was handed in and is not paid yet."""
    owner = writer(request)
    before = owner.cases(reference)
    withdraw(token=owner.case(reference, before[0].reference), at=datetime.now(UTC))
    after = owner.cases(reference)
    if [case.status for case in after] == [case.status for case in before]:
        raise Conflict(f"nothing of {reference} waits for its fee")
    return told.application(after)


@router.get("/{reference}/documents", auth=READS, response={200: schemas.Documents, **READ}, url_name="api_documents")
def list_documents(request: HttpRequest, reference: Reference) -> Any:
    """What was issued, oldest first."""
    return {"items": told.issued(reader(request).cases(reference))}


@router.get("/{reference}/documents/{number}", auth=READS, response={200: bytes, **READ}, url_name="api_document")
def get_document(request: HttpRequest, reference: Reference, number: schemas.DocumentNumber) -> Any:
    """The signed PDF."""
    cases = {case.reference: case for case in reader(request).cases(reference)}
    issued = documents.of_references(list(cases))
    case = next((cases[each] for each in issued if number in {one.number for one in issued[each]}), None)
    if case is None:
        raise NotFound(f"document {number}")
    name = f'attachment; filename="{number}.pdf"'
    return HttpResponse(
        documents.fetch(number, key=key_of(case)), content_type="application/pdf", headers={"Content-Disposition": name}
    )


def _told_of(error: Invalid, cases: Sequence[Case], declared: Container[str]) -> Invalid:
    """What stands in the way of handing in: declarations by their place in what was sent, answers by their case."""
    places = {case.reference: f"/cases/{number}/answers" for number, case in enumerate(cases)}
    found = {}
    for name, say in error.fields.items():
        reference, dot, field = name.rpartition(".")
        under = "/declarations" if not dot and field in declared else places.get(reference, "/cases/0/answers")
        found[f"{under}/{field}".rstrip("/")] = say
    return told_in(Invalid(error.detail, fields=found, reader=error.reader), "")


def told_in(error: Invalid, under: str) -> Invalid:
    """An error of a service, with pointers below one; one that names no field stays as it is."""
    found = [
        (f"{under}/{place_of(name.lstrip('/'))}", "invalid" if say else "missing", say or _("Fill in this field."))
        for name, say in error.fields.items()
    ]
    return WrongIn(error.detail, found) if found else error
