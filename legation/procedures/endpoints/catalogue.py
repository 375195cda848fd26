"""What is offered, for anybody who writes a program against it."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from legation.ground.limits.api import hit
from legation.ground.tokens.problems import problems
from legation.procedures.bundles import in_force, offered
from legation.procedures.endpoints import schemas, told
from legation.web.client import address_of

router = Router(tags=["procedures"])
ASKED_A_MINUTE = 300


@router.get("", response={200: schemas.Procedures, **problems(429)}, auth=None, url_name="api_procedures")
def list_procedures(request: HttpRequest) -> Any:
    """The procedures that are offered, in the language of Accept-Language."""
    _count(request)
    return {"items": [told.procedure_line(opened) for opened in offered(at=datetime.now(UTC))]}


@router.get(
    "/{procedure}", response={200: schemas.Procedure, **problems(404, 422, 429)}, auth=None, url_name="api_procedure"
)
def get_procedure(request: HttpRequest, procedure: schemas.ProcedureCode) -> Any:
    """One procedure: its fields as JSON Schema, its fee, its states."""
    _count(request)
    return told.procedure(in_force(procedure, at=datetime.now(UTC)))


def _count(request: HttpRequest) -> None:
    hit("api_procedures", address_of(request), at=datetime.now(UTC), most=ASKED_A_MINUTE, minutes=1)
