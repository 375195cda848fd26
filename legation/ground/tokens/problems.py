"""Errors as a program reads them: RFC 9457 problem details, with what is wrong by field."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from legation.ground.errors import Invalid, LegationError, TooLarge, TooMany

MEDIA_TYPE = "application/problem+json"
_OWN: dict[int, type[LegationError]] = {400: Invalid, 413: TooLarge, 422: Invalid}


class Wrong(Schema):
    """One thing that is wrong. `pointer` (RFC 6901) says where in what was sent; `text` is for the reader."""

    pointer: str = Field(examples=["/answers/birth_date"])
    code: str = Field(examples=["invalid"])
    text: str = Field(examples=["This date must be in the past."])


class Problem(Schema):
    """Why a request was not answered (RFC 9457). `code` is for programs, `title` for people, in their language."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Something in what you sent needs another look."])
    status: int = Field(examples=[422])
    code: str = Field(examples=["invalid"])
    errors: list[Wrong] = []


def problems(*statuses: int) -> dict[int, Any]:
    """What an operation says it may answer besides: these statuses, each with a problem."""
    return dict.fromkeys(sorted(statuses), Problem)


class WrongIn(Invalid):
    """What was sent cannot be accepted; says where.

    Args:
        errors: (pointer, code, text for the reader) of each thing that is wrong.
    """

    def __init__(self, detail: str, errors: Iterable[tuple[str, str, Any]]) -> None:
        super().__init__(detail)
        self.errors = [{"pointer": place, "code": code, "text": str(text)} for place, code, text in errors]


def by_field(fields: Mapping[str, Any], under: str, codes: Mapping[str, str] | None = None) -> WrongIn:
    """What is wrong with fields, as sent under a pointer; the code is 'invalid' where none is given."""
    known = codes or {}
    return WrongIn("fields", [(f"{under}/{name}", known.get(name, "invalid"), say) for name, say in fields.items()])


def problem(error: LegationError) -> HttpResponse:
    """The answer to an error of ours."""
    errors = getattr(error, "errors", None)
    if errors is None:
        fields = getattr(error, "fields", {})
        errors = [{"pointer": f"/{name}", "code": "invalid", "text": str(say)} for name, say in fields.items()]
    response = _answer(error.status, error.code, str(error.reader), errors)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.wait)
    return response


def _answer(status: int, code: str, title: str, errors: Any = ()) -> HttpResponse:
    body = {"type": "about:blank", "title": title, "status": status, "code": code, "errors": list(errors)}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)


def connect(api: NinjaAPI) -> None:
    """Let an API answer every error with a problem."""
    api.add_exception_handler(LegationError, _ours)
    api.add_exception_handler(AuthenticationError, _unknown)
    api.add_exception_handler(HttpError, _unread)
    api.add_exception_handler(ValidationError, _malformed)


def _ours(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error)


def _unknown(_request: HttpRequest, _error: Any) -> HttpResponse:
    response = _answer(401, "no_token", str(_("Show a token that holds, in the header Authorization.")))
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _unread(_request: HttpRequest, error: Any) -> HttpResponse:
    kind = _OWN.get(error.status_code, LegationError)
    return _answer(error.status_code, "unreadable", str(kind.sentence))


def _malformed(_request: HttpRequest, error: Any) -> HttpResponse:
    errors = [
        {"pointer": _pointer(each["loc"]), "code": str(each["type"])[:60], "text": str(Invalid.sentence)}
        for each in error.errors
    ]
    return _answer(422, "malformed", str(Invalid.sentence), errors)


def _pointer(place: Iterable[Any]) -> str:
    """Where pydantic found something, without the names of parameters that hold the body."""
    source, *rest = [str(each).replace("~", "~0").replace("/", "~1") for each in place]
    return "/" + "/".join(rest[1:] if source in ("body", "form", "file") and len(rest) > 1 else rest)
