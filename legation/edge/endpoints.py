"""Where edge nodes call over the line. Each parcel is signed by its node; answers are parcels, or a short word."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from legation.edge.models import Edge
from legation.edge.sealing import head_of
from legation.edge.services.answer import answer
from legation.edge.services.take_package import take_package
from legation.ground.errors import LegationError, NotFound, Tampered, TooLarge
from legation.ground.posts.policy import public

MOST_BYTES = 128 * 1024 * 1024
"""A package that is larger is carried on a stick."""
_HEAD = 4096


def _now() -> datetime:
    return datetime.now(UTC)


@csrf_exempt
@require_POST
@public
def packages(request: HttpRequest) -> HttpResponse:
    """A package of an edge node; the receipt is the same each time it is sent."""
    return _answered(request, take_package)


@csrf_exempt
@require_POST
@public
def packs(request: HttpRequest) -> HttpResponse:
    """An edge node asks to be brought up to date."""
    return _answered(request, answer)


def _answered(request: HttpRequest, do: Callable[..., bytes]) -> HttpResponse:
    try:
        found = do(_parcel(request), at=_now())
    except Tampered as error:
        return HttpResponse(error.code, status=403, content_type="text/plain")
    except LegationError as error:
        return HttpResponse(error.code, status=error.status, content_type="text/plain")
    return HttpResponse(found, content_type="application/octet-stream")


def _parcel(request: HttpRequest) -> bytes:
    """Nobody makes us keep much who does not even know the name of a node."""
    begin = bytes(request.read(_HEAD))
    code = str(head_of(begin).get("edge"))[:20]
    if not Edge.objects.filter(code=code).exists():
        raise NotFound(f"no edge node {code!r}")
    rest = bytes(request.read(MOST_BYTES + 1))
    if len(rest) > MOST_BYTES:
        raise TooLarge(f"a package of {code}")
    return begin + rest
