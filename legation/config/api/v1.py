"""`/api/v1/`: the same verbs as the pages, for programs. No cookie is read: whoever asks shows a token."""

from functools import lru_cache
from typing import Any

from django.urls import reverse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from legation.config.api import describing
from legation.ground.tokens import problems
from legation.ground.webhooks import endpoints as webhooks
from legation.procedures.endpoints import (
    answering,
    applications,
    cases,
    catalogue,
    letters,
    own_data,
    places,
    recourse,
    visits,
)

DESCRIPTION = """\
The same services as the pages of this house, for programs of agencies and of officers. A token is shown in the header
`Authorization: Bearer`. Texts are in the language of `Accept-Language`. Errors are problems (RFC 9457) with a `code`
for programs and, where something sent is wrong, `errors` with a JSON pointer each. A `POST` with an `Idempotency-Key`
is done once.
"""


class Api(NinjaAPI):
    """An API whose description tells the media types that it really answers with."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        """The verb itself: generated clients name their functions by it."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The document, completed."""
        return self._document(reverse("api:api-root"))

    @lru_cache(maxsize=1)  # noqa: B019 — there is one API, as long as the process
    def _document(self, prefix: str) -> OpenAPISchema:
        """The document for addresses that begin so; it takes a second to make."""
        return describing.Document(self, prefix)


api = Api(title="Legation", version="1", docs_url=None, urls_namespace="api", description=DESCRIPTION)
problems.connect(api)
api.add_router("/procedures", catalogue.router)
api.add_router("/posts", places.router)
api.add_router("/applications", applications.router)
api.add_router("/applications", answering.router)
api.add_router("/applications", recourse.router)
api.add_router("/applications", letters.router)
api.add_router("/applications", own_data.router)
api.add_router("/applications", visits.router)
api.add_router("/cases", cases.router)
api.add_router("/webhooks", webhooks.router)


PUBLIC = ("openapi-json", "api-root", "api_procedures", "api_procedure", "api_posts", "api_serving")
"""What everybody may ask without a token."""


def addresses() -> Any:
    """The addresses, each with its policy: a token for all but what everybody may know."""
    patterns, _app, _namespace = api.urls
    for pattern in patterns:
        public = pattern.name in PUBLIC
        pattern.callback.policy = "public" if public else "token"
    return patterns
