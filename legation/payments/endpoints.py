"""Where providers' messages arrive. Answers are short: only a machine reads them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from legation.ground.errors import Invalid, LegationError, TooLarge
from legation.ground.posts.policy import public
from legation.payments import api
from legation.payments.services.receive import MOST_BYTES


def _body(request: HttpRequest) -> bytes:
    data: Any = request.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooLarge("webhook too large")
    return bytes(data)


@csrf_exempt
@require_POST
@public
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """200 for whatever is genuine, known before or not; 400, 403, 404 or 413 for the rest, with nothing written."""
    try:
        api.receive(provider=provider, body=_body(request), headers=request.headers, at=timezone.now())
    except Invalid as error:
        return HttpResponse(error.code, status=400, content_type="text/plain")
    except LegationError as error:
        return HttpResponse(error.code, status=error.status, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
