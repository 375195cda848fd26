"""A request with an idempotency key is done once: whoever sends it again gets the first answer again.

After the IETF draft "The Idempotency-Key HTTP Header Field" (draft-ietf-httpapi-idempotency-key-header): the same key
with another request is answered 422. The key is written in the transaction of what is done under it, so a request that
was cut off has either happened with its answer, or not at all; a second one at the same moment waits for the first.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Annotated, Any

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Header

from legation.ground import statements
from legation.ground.errors import Invalid, LegationError, TooLarge, TooMany
from legation.ground.limits.api import hit
from legation.ground.secrets import instance_key, seal, unseal
from legation.ground.tokens.bearer import Bearer
from legation.ground.tokens.models import Replay
from legation.ground.tokens.problems import problem

HEADER = "Idempotency-Key"
_SHAPE, _CONTEXT = r"^[A-Za-z0-9_-]{8,80}$", "replay"
KEPT, KEYS_A_MINUTE = timedelta(hours=24), 300
_NEVER_KEPT = (401, 429)
_HEADERS = ("Content-Type", "Location", "ETag")

Key = Annotated[
    str | None,
    Header(
        alias=HEADER, pattern=_SHAPE, examples=["0b7c1f8e-2f44-4c1b"],
        description="Sent again with its key within a day, the request is done once and answered as the first time.",
    ),
]  # fmt: skip
"""The parameter that operations name their key by."""


def replaying(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of a JSON API whose POSTs are done once for each key."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = request.headers.get(HEADER, "")
        if request.method != "POST" or not re.fullmatch(_SHAPE, key):
            return view(request, *args, **kwargs)
        try:
            found = Bearer()(request)
        except LegationError as error:
            return problem(error)
        if found is None:
            return view(request, *args, **kwargs)
        try:
            # what is refused below is undone, with whatever was counted there
            hit("api_keys", found.actor, at=datetime.now(UTC), most=KEYS_A_MINUTE, minutes=1)
        except TooMany as error:
            return problem(error)
        return _once(request, found.pk, key, lambda: view(request, *args, **kwargs))

    return answer


def _once(request: HttpRequest, token: int, key: str, do: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        body = request.body
    except RequestDataTooBig:
        return problem(TooLarge("body"))
    digest = sha256(f"{request.get_full_path()}\n{request.content_type}\n".encode() + body).digest()
    with transaction.atomic():
        row = Replay(token_id=token, key=key, digest=digest, at=datetime.now(UTC))
        if not statements.insert(row, once=True):
            return _again(Replay.objects.get(token=token, key=key), digest)
        with transaction.atomic():
            response: Any = do()
            if response.status_code >= 400:
                transaction.set_rollback(True)
        if response.status_code >= 500 or response.status_code in _NEVER_KEPT or response.streaming:
            transaction.set_rollback(True)
        else:
            row.status, row.answer = response.status_code, _sealed(response)
            row.save(update_fields=["status", "answer"])
    return response


def _sealed(response: HttpResponse) -> bytes:
    headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
    told = json.dumps({"headers": headers, "body": response.content.decode()}).encode()
    return seal(instance_key(_CONTEXT), told, context=_CONTEXT)


def _again(row: Replay, digest: bytes) -> HttpResponse:
    if bytes(row.digest) != digest:
        return problem(KeyUsed(f"key {row.key}"))
    told = json.loads(unseal(instance_key(_CONTEXT), row.answer, context=_CONTEXT))
    return HttpResponse(told["body"].encode(), status=row.status, headers=told["headers"])


class KeyUsed(Invalid):
    """An idempotency key came with another request before."""

    code = "key_used"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, reader=_("This key was used for another request."))


def forget_replays(*, at: datetime) -> int:
    """Delete answers that are older than a day; gives how many."""
    return Replay.objects.filter(at__lt=at - KEPT).delete()[0]
