"""A drawer's report at any time, and closing it: by somebody else, who counts again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from legation.ground.errors import Conflict, Invalid, LegationError, NotAllowed
from legation.ground.posts.policy import staff
from legation.payments.till import api, selectors
from legation.payments.till.counting import counts_of, denominations, total
from legation.payments.till.links import cashier_number
from legation.payments.till.pages.common import now, page, seen_by


def _show(request: HttpRequest, post: str, pk: UUID, error: LegationError | None = None) -> HttpResponse:
    by, row = seen_by(request, post), selectors.drawer(post, pk)
    return page(
        request, "drawer", post, drawer=row, currency=row.currency, moved=selectors.movements(row),
        slips=selectors.slips(post, drawer=row), denominations=denominations(row.currency), error=error,
        mine=by.person is not None and by.person.pk == row.cashier_id, given=request.POST.dict(),
        number=cashier_number(post, row.cashier_id),
    )  # fmt: skip


@staff
@require_safe
def drawer(request: HttpRequest, post: str, pk: UUID) -> HttpResponse:
    """What moved in a drawer so far: the X report while it is open, the Z report once it is closed."""
    return _show(request, post, pk)


@staff
@require_POST
def close(request: HttpRequest, post: str, pk: UUID) -> HttpResponse:
    """Close somebody else's drawer with a second count."""
    by, row = seen_by(request, post), selectors.drawer(post, pk)
    try:
        counted = total(counts_of(request.POST.dict(), row.currency), row.currency)
        api.close_drawer(place=post, drawer=pk, counted=counted, by=by, at=now())
    except (Conflict, Invalid, NotAllowed) as error:
        return _show(request, post, pk, error)
    return redirect("till_drawer", post=post, pk=pk)


@staff
@require_POST
def reopen(request: HttpRequest, post: str, pk: UUID) -> HttpResponse:
    """Give a counted drawer back to its cashier."""
    by = seen_by(request, post)
    try:
        api.reopen_drawer(place=post, drawer=pk, by=by, at=now())
    except (Conflict, NotAllowed) as error:
        return _show(request, post, pk, error)
    return redirect("till_drawer", post=post, pk=pk)
