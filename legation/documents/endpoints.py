"""What carriers and border posts ask by machine: may somebody travel with a document, and that they crossed the border.

Described by the OpenAPI 3.1 document at /api/border/v1/openapi.json. Errors are short codes: only a machine reads them.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Header, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field, StringConstraints

from legation.documents import api as documents
from legation.documents.services.check_batch import MOST_BYTES
from legation.documents.services.check_travel import Answer, Reason
from legation.ground.errors import LegationError, TooLarge, TooMany
from legation.ground.limits.api import hit
from legation.ground.tokens.api import Holder
from legation.ground.tokens.bearer import Bearer
from legation.ground.tokens.scopes import CHECK, CROSSINGS

CHECKS_A_MINUTE, BATCHES_A_MINUTE, CROSSINGS_A_MINUTE = 600, 10, 600

Number = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 <-]{1,40}$")]
Nationality = Annotated[str, StringConstraints(pattern=r"^([A-Za-z]{1,3})?$")]


class Question(Schema):
    """A traveller's document and passport, as printed. The nationality is the three letters of the passport."""

    document_number: Number
    passport_number: Number
    nationality: Nationality = ""


class Decision(Schema):
    """`ok`: may board. `not_ok`: may not. `cannot_tell`: ask somebody. And why, nothing else."""

    answer: Answer
    reason: Reason
    checked_at: AwareDatetime


class RowDecision(Schema):
    """The answer to a row of the file; rows count from 1, which is the heading."""

    row: int
    answer: Answer
    reason: Reason


class RowMistake(Schema):
    """What is wrong in the file, where. `column` is empty when it is the whole row or file."""

    row: int
    column: str
    code: str


class Decisions(Schema):
    checked_at: AwareDatetime
    rows: list[RowDecision]
    mistakes: list[RowMistake]


class CrossingReport(Question):
    """Somebody entered or left. `place` is the border post's code."""

    direction: Literal["entry", "exit"]
    at: AwareDatetime
    place: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{1,10}$")]


class Recorded(Schema):
    """How often the holder may still enter; null for any number of times."""

    entries_left: int | None


class Problem(Schema):
    """Why a request was not answered."""

    code: str
    where: list[str] = Field(default_factory=list)


PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429, 503), Problem)
border = NinjaAPI(
    title="Travel documents", version="1", docs_url=None, urls_namespace="border",
    description="For carriers and border posts. A token is given by the ministry: `legation tokens create`.",
)  # fmt: skip


@border.post("/check", auth=Bearer(CHECK), response={200: Decision, **PROBLEMS}, url_name="border_check")
def check(request: HttpRequest, question: Question) -> Any:
    """May somebody travel with this document and this passport, today?"""
    holder, now = _holder(request, "check", CHECKS_A_MINUTE)
    (told,) = documents.check_travel([_asked(question)], by=holder, at=now)
    return {"answer": told.answer, "reason": told.reason, "checked_at": now}


@border.post("/batch", auth=Bearer(CHECK), response={200: Decisions, **PROBLEMS}, url_name="border_batch")
def batch(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """The same for a list of passengers: CSV with the columns document_number, passport_number and maybe nationality.

    At most 5,000 rows and 1 MiB. Every row that can be asked is answered; the others are told by row and column.
    """
    holder, now = _holder(request, "batch", BATCHES_A_MINUTE)
    if (file.size or 0) > MOST_BYTES:
        raise TooLarge("a list of passengers is smaller")
    told, mistakes = documents.check_batch(file.read(), by=holder, at=now)
    rows = [{"row": row, "answer": each.answer, "reason": each.reason} for row, each in told]
    wrong = [{"row": each.row, "column": each.column, "code": each.code} for each in mistakes]
    return {"checked_at": now, "rows": rows, "mistakes": wrong}


@border.post("/crossings", auth=Bearer(CROSSINGS), response={200: Recorded, **PROBLEMS}, url_name="border_crossings")
def crossings(
    request: HttpRequest,
    report: CrossingReport,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_-]{8,80}$")],
) -> Any:
    """Record an entry or an exit. Sent again with the same key it is recorded once."""
    holder, now = _holder(request, "crossings", CROSSINGS_A_MINUTE)
    passage = documents.Passage(_asked(report), report.direction, report.at, report.place)
    return {"entries_left": documents.record_crossing(passage, key=idempotency_key, by=holder, at=now)}


def _asked(question: Question) -> documents.Asked:
    return documents.Asked(question.document_number, question.passport_number, question.nationality)


def _holder(request: HttpRequest, what: str, most: int) -> tuple[Holder, datetime]:
    """Who asks, and when; a token that asks too often gets `TooMany`."""
    holder, now = request.auth, datetime.now(UTC)  # type: ignore[attr-defined]
    hit(f"border_{what}", holder.actor, at=now, most=most, minutes=1)
    return holder, now


@border.exception_handler(LegationError)
def _ours(request: HttpRequest, error: LegationError) -> HttpResponse:
    # a code of its own where the detail is one: why an entry is not recorded
    code = error.detail if error.detail.isidentifier() else error.code
    response = border.create_response(
        request, {"code": code, "where": list(getattr(error, "fields", ()))}, status=error.status
    )
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.wait)
    return response


@border.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    response = border.create_response(request, {"code": "no_token", "where": []}, status=401)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@border.exception_handler(HttpError)
def _unread(request: HttpRequest, error: HttpError) -> HttpResponse:
    return border.create_response(request, {"code": "unreadable", "where": []}, status=error.status_code)


@border.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    where = sorted({str(each["loc"][-1]) for each in error.errors})
    return border.create_response(request, {"code": "malformed", "where": where}, status=422)


def addresses() -> Any:
    """The addresses, each with its policy: a token for all but their description."""
    patterns, _app, _namespace = border.urls
    for pattern in patterns:
        pattern.callback.policy = "public" if pattern.name in ("openapi-json", "api-root") else "token"
    return patterns
