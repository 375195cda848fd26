"""The card terminal: a payment is sent to it, waits for it, and may be stopped."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from legation.ground.errors import Conflict, NotFound, Unavailable
from legation.ground.languages.api import current
from legation.ground.posts.policy import staff
from legation.ground.profile import profile
from legation.payments.models import Payment
from legation.payments.till.pages import desk, taking
from legation.payments.till.pages.common import cashier_at, now
from legation.payments.till.services.send_to_terminal import send_to_terminal
from legation.payments.till.services.take_cash import close_desk_or_page, payment_at


def _row(request: HttpRequest, post: str) -> Payment | HttpResponse:
    reference = request.POST.get("reference", "")[:120]
    try:
        return payment_at(reference, post)
    except NotFound:
        return desk.show(request, post, error=taking.unknown(reference))


def _back(post: str, row: Payment) -> HttpResponse:
    return redirect(f"{reverse('till_payment', args=[post])}?{urlencode({'reference': row.reference})}")


@staff
@require_POST
def send(request: HttpRequest, post: str) -> HttpResponse:
    """Have the terminal take a payment; what became of it is on the payment's page."""
    by, row = cashier_at(request, post), _row(request, post)
    if isinstance(row, HttpResponse):
        return row
    language = request.POST.get("language", "")
    try:
        send_to_terminal(
            place=post, reference=row.reference, by=by, at=now(),
            language=language if language in profile().languages else current().code,
        )  # fmt: skip
    except (Conflict, Unavailable) as error:
        row.refresh_from_db()
        return taking.show(request, post, row, error)
    return _back(post, row)


@staff
@require_POST
def stop(request: HttpRequest, post: str) -> HttpResponse:
    """Have the terminal stop, if it can still."""
    _by, row = cashier_at(request, post), _row(request, post)
    if isinstance(row, HttpResponse):
        return row
    try:
        close_desk_or_page(row, at=now())
    except Unavailable as error:
        return taking.show(request, post, row, error)
    return _back(post, row)
