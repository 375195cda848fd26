"""The cashier's page: their drawer, the payments asked for, what is to be paid back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.ground.errors import Conflict, Invalid, LegationError, NotAllowed
from legation.ground.posts.api import actor_of
from legation.ground.posts.policy import staff
from legation.payments.services.permit import ACCOUNTANT
from legation.payments.till import api, selectors
from legation.payments.till.counting import amount_of, counts_of, denominations
from legation.payments.till.pages.common import cashier_at, desks_of, is_centre, now, page, seen_by
from legation.payments.till.permit import CASHIER, tills_of

_WRONG = (Conflict, Invalid)


@staff
@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """The desks somebody may open; straight to the one, if there is but one."""
    found = desks_of(request)
    if not found:
        raise NotAllowed(f"{request.user.pk} has no cash desk")
    if len(found) == 1:
        return redirect("till_desk", post=found[0][0])
    return render(request, "till/desks.html", {"desks": found, "is_centre": is_centre(request)})


def show(request: HttpRequest, post: str, *, error: LegationError | None = None, **given: Any) -> HttpResponse:
    """The desk as it stands."""
    by, open_fees = seen_by(request, post), given.pop("found", [])
    drawer = api.drawer_of(by.person, post) if by.role == CASHIER and by.person else None
    currency = drawer.currency if drawer else api.cash_currency(post)
    return page(
        request, "desk", post, by=by, drawer=drawer, currency=currency, is_cashier=by.role == CASHIER,
        denominations=denominations(currency), waiting=api.waiting(post), drawers=selectors.drawers(post),
        slips=selectors.slips(post)[:10], safe=selectors.safe_held(post, currency), error=error, given=given,
        open_fees=open_fees,
        is_accountant=post in tills_of(actor_of(request.user, ACCOUNTANT)), is_centre=is_centre(request),
    )  # fmt: skip


@staff
@require_safe
def desk(request: HttpRequest, post: str) -> HttpResponse:
    """Everything a cashier needs, on one page."""
    return show(request, post)


@staff
@require_POST
def open_drawer(request: HttpRequest, post: str) -> HttpResponse:
    """Open one's drawer with a counted float."""
    by = cashier_at(request, post)
    try:
        counts = counts_of(request.POST.dict(), api.cash_currency(post))
        api.open_drawer(place=post, counts=counts, by=by, at=now())
    except _WRONG as error:
        return show(request, post, error=error, **request.POST.dict())
    return redirect("till_desk", post=post)


@staff
@require_POST
def safe(request: HttpRequest, post: str) -> HttpResponse:
    """Put money from the drawer into the safe, or take some out of it."""
    by = cashier_at(request, post)
    try:
        amount = amount_of(request.POST.get("amount", "")[:24], api.cash_currency(post))
        sign = -1 if request.POST.get("direction") == "out" else 1
        api.put_away(place=post, amount=sign * amount, by=by, at=now())
    except _WRONG as error:
        return show(request, post, error=error)
    return redirect("till_desk", post=post)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def count(request: HttpRequest, post: str) -> HttpResponse:
    """Count one's drawer at the end of the day; what the book says is not shown before."""
    by = cashier_at(request, post)
    drawer = api.drawer_of(by.person, post) if by.person else None
    if drawer is None:
        return redirect("till_desk", post=post)
    error: LegationError | None = None
    given = request.POST.dict()
    if request.method == "POST":
        try:
            counts = counts_of(given, drawer.currency)
            counted = api.count_drawer(place=post, counts=counts, reason=given.get("reason", ""), by=by, at=now())
            return redirect("till_drawer", post=post, pk=counted.pk)
        except _WRONG as found:
            error = found
    return page(
        request, "count", post, drawer=drawer, currency=drawer.currency, given=given, error=error,
        denominations=denominations(drawer.currency), differs="reason" in getattr(error, "fields", {}),
    )  # fmt: skip
