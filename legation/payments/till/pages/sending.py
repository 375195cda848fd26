"""Cash between a post and the centre: what was sent, what is under way, what arrived."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from legation.ground.errors import Conflict, Invalid, LegationError, NotAllowed
from legation.ground.posts.policy import staff
from legation.payments.services.permit import ACCOUNTANT, places_of
from legation.payments.till import api, selectors
from legation.payments.till.counting import amount_of
from legation.payments.till.pages.common import now, page, seen_by

_WRONG = (Conflict, Invalid, NotAllowed)


def _show(request: HttpRequest, post: str, *, error: LegationError | None = None, given: Any = None) -> HttpResponse:
    by, currency = seen_by(request, post), api.cash_currency(post)
    return page(
        request, "transfers", post, rows=selectors.consignments([post]), currency=currency, by=by,
        safe=selectors.safe_held(post, currency), error=error, given=given or {},
        centre=by.role == ACCOUNTANT and places_of(by) is None,
    )  # fmt: skip


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def transfers(request: HttpRequest, post: str) -> HttpResponse:
    """What was sent, and more to be sent."""
    by, given = seen_by(request, post), request.POST.dict()
    if request.method != "POST":
        return _show(request, post)
    try:
        amount = amount_of(given.get("amount", "")[:24], api.cash_currency(post))
        api.consign(
            place=post, amount=amount, way=given.get("way", ""), slip=given.get("slip", ""), by=by, at=now(),
            outward=given.get("to") != "post",
        )  # fmt: skip
    except _WRONG as error:
        return _show(request, post, error=error, given=given)
    return redirect("till_transfers", post=post)


@staff
@require_POST
def arrived(request: HttpRequest, post: str, number: int) -> HttpResponse:
    """Say what arrived of what was sent."""
    by, given = seen_by(request, post), request.POST.dict()
    row = selectors.consignment(post, number)
    try:
        amount = amount_of(given.get("arrived", "")[:24], row.currency)
        api.confirm_consignment(
            place=post, number=number, arrived=amount, reason=given.get("reason", ""), by=by, at=now()
        )
    except _WRONG as error:
        return _show(request, post, error=error, given=given | {"number": number})
    return redirect("till_transfers", post=post)
