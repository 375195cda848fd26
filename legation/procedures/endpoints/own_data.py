"""What is held about an application, for whose it is: who looked, everything as files, corrections and erasures."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from legation.ground.errors import Invalid, NotFound
from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.tokens.bearer import Bearer
from legation.ground.tokens.problems import WrongIn
from legation.ground.tokens.replaying import Key, once
from legation.ground.tokens.scopes import APPLICATIONS_DATA
from legation.procedures.bundles import open_bundle
from legation.procedures.endpoints import recourse_schemas
from legation.procedures.endpoints.applications import READ, WRITE, whose
from legation.procedures.endpoints.schemas import Reference
from legation.procedures.models import Case, DataRequest
from legation.procedures.privacy import looks_at, open_note, requests_of
from legation.procedures.requests import GRANTED
from legation.procedures.responses import zip_response
from legation.procedures.services.ask_about_data import ask_about_data
from legation.procedures.services.export import export

router = Router(tags=["data"], auth=Bearer(APPLICATIONS_DATA))
ASKED_A_MINUTE, EXPORTS = 120, 20  # exports in ten minutes


@router.get("/{reference}/data", response={200: recourse_schemas.DataView, **READ}, url_name="api_data")
def get_data(request: HttpRequest, reference: Reference) -> Any:
    """Who looked at an application, and what was asked about its data."""
    cases = _readable(request, reference)
    return {
        "looked_at": [{"at": each.at, "role": each.role, "post": each.post} for each in looks_at(cases)],
        "requests": [_request(each) for each in requests_of(cases)],
    }


@router.get("/{reference}/data/export", response={200: bytes, **READ}, url_name="api_export")
def export_data(request: HttpRequest, reference: Reference) -> Any:
    """Everything that is held, as a ZIP with `data.json`, the files and the papers. That it was fetched is recorded."""
    cases, now = _readable(request, reference), datetime.now(UTC)
    hit("export", request.auth.actor, at=now, most=EXPORTS, minutes=10)  # type: ignore[attr-defined]
    return zip_response(export(cases=cases, language=current().code, at=now), reference)


@router.post(
    "/{reference}/data/requests", response={201: recourse_schemas.DataRequestView, **WRITE}, url_name="api_data_request"
)
@once
def ask_about(
    request: HttpRequest, reference: Reference, asked: recourse_schemas.NewDataRequest, response: HttpResponse,
    idempotency_key: Key = None,
) -> Any:  # fmt: skip
    """Ask to have what was handed in corrected or erased. The applicant is written to when it is answered."""
    case = next((each for each in _readable(request, reference) if each.reference == asked.case), None)
    if case is None:
        raise NotFound(f"case {asked.case}")
    opened, now = open_bundle(case.bundle_id), datetime.now(UTC)
    try:
        made = ask_about_data(case=case, opened=opened, kind=asked.kind, said=asked.said, at=now)
    except Invalid as error:
        raise WrongIn(error.detail, [("/said", "invalid", say) for say in error.fields.values()]) from error
    return Status(201, _request(made))


def _readable(request: HttpRequest, reference: str) -> list[Case]:
    """The cases of an application of whoever asks, without those that were forgotten.

    Raises:
        NotFound: none is left.
    """
    found = whose(request, "data", ASKED_A_MINUTE).cases(reference)
    readable = [case for case in found if case.data_key is not None]
    if not readable:
        raise NotFound(f"{reference} was erased")
    return readable


def _request(each: DataRequest) -> dict[str, Any]:
    """As `recourse_schemas.DataRequestView`."""
    return {
        "case": each.case.reference, "kind": each.kind, "asked_at": each.asked_at,
        "said": open_note(each.case, each.said), "answered_at": each.answered_at,
        "granted": each.ground in GRANTED if each.answered_at else None, "ground": each.ground,
        "answer": open_note(each.case, each.note),
    }  # fmt: skip
