"""Where the SMS gateway's receipts arrive. Answers are short: only a machine reads them."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from legation.ground.errors import LegationError
from legation.ground.posts.policy import public
from legation.messaging import receipts

MOST_BYTES = 16 * 1024


@csrf_exempt
@require_POST
@public
def receipt(request: HttpRequest) -> HttpResponse:
    """200 for whatever is genuine, known before or not; 403, 413 or 422 for the rest, with nothing written."""
    body = bytes(request.read(MOST_BYTES + 1))
    if len(body) > MOST_BYTES:
        return HttpResponse("too_large", status=413, content_type="text/plain")
    now = timezone.now()
    try:
        receipts.take(receipts.read(body, request.headers.get(receipts.SIGNATURE, ""), at=now), at=now)
    except LegationError as error:
        return HttpResponse(error.code, status=error.status, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
