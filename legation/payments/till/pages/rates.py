"""Day rates: entered or loaded by one, approved by another; for accountants of the centre."""

from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from legation.ground.errors import Conflict, Invalid, LegationError, NotAllowed
from legation.ground.languages.api import current, month_names
from legation.ground.people.api import Actor
from legation.ground.posts.api import actor_of
from legation.ground.posts.policy import staff
from legation.payments.services.permit import ACCOUNTANT
from legation.payments.till import selectors
from legation.payments.till.pages.common import now
from legation.payments.till.permit import check_centre
from legation.payments.till.services.approve_rates import approve_rates
from legation.payments.till.services.enter_rates import Rate, enter_rate
from legation.web.days import day_at


def _accountant(request: HttpRequest) -> Actor:
    by = actor_of(request.user, ACCOUNTANT)
    check_centre(by)
    return by


def _show(request: HttpRequest, error: LegationError | None = None) -> HttpResponse:
    waiting, latest = selectors.rates()
    context = {
        "waiting": waiting, "latest": latest, "said": error.reader if error else "", "given": request.POST.dict(),
        "today": now().date(), "months": month_names(current().code),
    }  # fmt: skip
    return render(request, "till/rates.html", context, status=error.status if error else 200)


def _entered(given: dict[str, str]) -> Rate:
    day, currency = day_at(given, "day"), given.get("currency", "").strip().upper()[:3]
    with suppress(InvalidOperation):
        if day is not None:
            return Rate(day, currency, Decimal(given.get("rate", "").replace(",", ".")[:30]))
    return Rate(date(1970, 1, 1), "", Decimal(0))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def rates(request: HttpRequest) -> HttpResponse:
    """What waits for approval and what is in force; one more is entered."""
    by = _accountant(request)
    if request.method != "POST":
        return _show(request)
    given = request.POST.dict()
    try:
        enter_rate(_entered(given), source=given.get("source", "")[:60], by=by.name, at=now())
    except (Conflict, Invalid) as error:
        return _show(request, error)
    return redirect("till_rates")


@staff
@require_POST
def approve(request: HttpRequest) -> HttpResponse:
    """Put a day's rates of a source in force."""
    by = _accountant(request)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return _show(request, Invalid("no day"))
    try:
        approve_rates(day=day, source=request.POST.get("source", "")[:60], by=by, at=now())
    except (NotAllowed, Conflict) as error:
        return _show(request, error)
    return redirect("till_rates")
