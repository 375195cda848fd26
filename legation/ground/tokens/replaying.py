"""A request with an idempotency key is done once: whoever sends it again gets the first answer again.

After the IETF draft "The Idempotency-Key HTTP Header Field" (draft-ietf-httpapi-idempotency-key-header): the same key
with another request is answered 422. The key is written in the transaction of what is done under it, so a request that
was cut off has either happened with its answer, or not at all; a second one at the same moment waits for the first.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Annotated, Any

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Header
from ninja.decorators import decorate_view

from legation.ground import statements
from legation.ground.errors import Invalid, LegationError, TooLarge
from legation.ground.limits.api import hit
from legation.ground.secrets import instance_key, seal, unseal
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


def _replaying(run: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    operation: Any = run.__self__  # type: ignore[attr-defined]

    @wraps(run)
    def answer(request: HttpRequest, **values: Any) -> HttpResponseBase:
        key = request.headers.get(HEADER, "")
        if not re.fullmatch(_SHAPE, key):
            return run(request, **values)
        try:
            found = operation.auth_callbacks[0](request)
            if found is None:
                return run(request, **values)
            # what is refused below is undone, with whatever was counted there
            hit("api_keys", found.actor, at=datetime.now(UTC), most=KEYS_A_MINUTE, minutes=1)
            digest = _digest(request)
        except LegationError as error:
            return problem(error)
        return _once(Replay(token_id=found.pk, key=key, digest=digest), lambda: run(request, **values))

    return answer


once = decorate_view(_replaying)
"""For an operation of a JSON API that is done once for each key; below its route."""


def _digest(request: HttpRequest) -> bytes:
    """What tells one request from another: of a form its parts, since what stands between them is made up anew."""
    found = sha256(f"{request.get_full_path()}\n{request.content_type}\n".encode())
    try:
        for part in _parts(request) if request.content_type == "multipart/form-data" else [request.body]:
            found.update(sha256(part).digest())
    except RequestDataTooBig as error:
        raise TooLarge("body") from error
    return found.digest()


def _parts(request: HttpRequest) -> Iterator[bytes]:
    for name, values in sorted(request.POST.lists()):
        yield json.dumps([name, values]).encode()
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield name.encode()
            yield file.read()
            file.seek(0)


def _once(row: Replay, do: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    with transaction.atomic():
        row.at = datetime.now(UTC)
        if not statements.insert(row, once=True):
            return _again(Replay.objects.get(token=row.token_id, key=row.key), row.digest)
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
