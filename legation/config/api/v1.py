"""`/api/v1/`: the same verbs as the pages, for programs. No cookie is read: whoever asks shows a token."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from legation.ground.tokens import problems
from legation.ground.tokens.bearer import Bearer
from legation.ground.tokens.replaying import replaying
from legation.procedures.endpoints import answering, applications, cases, catalogue

DESCRIPTION = """\
The same services as the pages of this house, for programs of agencies and of officers. A token is shown in the header
`Authorization: Bearer`. Texts are in the language of `Accept-Language`. Errors are problems (RFC 9457) with a `code`
for programs and, where something sent is wrong, `errors` with a JSON pointer each. A `POST` with an `Idempotency-Key`
is done once.
"""
_OWN_KEYS = ("api_pay", "api_file")
"""The payments room keeps its own keys, outside any transaction; a file that is sent again takes its own place."""
_FILES = {"get_document": "application/pdf", "get_file": "image/jpeg"}


class Api(NinjaAPI):
    """An API whose description tells the media types that it really answers with."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        """The verb itself: generated clients name their functions by it."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The document, with problems and files under their own media types."""
        schema = super().get_openapi_schema(**options)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, told in operation["responses"].items():
                    _retype(operation["operationId"], int(status), told)
        return schema


def _retype(operation: str, status: int, told: dict[str, Any]) -> None:
    if status >= 400:
        told["content"] = {problems.MEDIA_TYPE: told["content"]["application/json"]}
    elif operation in _FILES:
        told["content"] = {_FILES[operation]: {"schema": {"type": "string", "format": "binary"}}}
    if status == 429:
        told["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}


api = Api(title="Legation", version="1", auth=Bearer(), docs_url=None, urls_namespace="api", description=DESCRIPTION)
problems.connect(api)
api.add_router("/procedures", catalogue.router)
api.add_router("/applications", applications.router)
api.add_router("/applications", answering.router)
api.add_router("/cases", cases.router)


def addresses() -> Any:
    """The addresses, each with its policy: a token for all but what everybody may know."""
    patterns, _app, _namespace = api.urls
    for pattern in patterns:
        public = pattern.name in ("openapi-json", "api-root", "api_procedures", "api_procedure")
        if pattern.name not in _OWN_KEYS:
            pattern.callback = replaying(pattern.callback)
        pattern.callback.policy = "public" if public else "token"
    return patterns
