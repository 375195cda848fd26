"""A post's month, for its accountants and the centre's: on a page, on paper, as CSV."""

import csv
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from legation.ground.languages.api import current, month_names
from legation.ground.posts.api import actor_of
from legation.ground.posts.numbering import zone_of
from legation.ground.posts.policy import staff
from legation.payments.services.permit import ACCOUNTANT
from legation.payments.till.months import csv_rows, following, month_accounts, month_of
from legation.payments.till.pages.common import now, page
from legation.payments.till.permit import check_accountant


def _check(request: HttpRequest, post: str) -> None:
    check_accountant(actor_of(request.user, ACCOUNTANT), post)


@staff
@require_safe
def this_month(request: HttpRequest, post: str) -> HttpResponse:
    """To the month that it is at the post."""
    _check(request, post)
    return redirect("till_month", post=post, month=f"{now().astimezone(zone_of(post)):%Y-%m}")


@staff
@require_safe
def month(request: HttpRequest, post: str, month: str) -> HttpResponse:
    """The accounts of a month."""
    _check(request, post)
    first = month_of(month)
    title = f"{month_names(current().code)[first.month - 1]} {first.year}"
    return page(
        request, "month", post, month=month_accounts(post, first), title=title, text=month,
        before=f"{first - timedelta(days=1):%Y-%m}", after=f"{following(first):%Y-%m}",
    )  # fmt: skip


@staff
@require_safe
def month_csv(request: HttpRequest, post: str, month: str) -> HttpResponse:
    """The same as CSV; amounts in units of their currency."""
    _check(request, post)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{post}-{month}.csv"'
    csv.writer(answer).writerows(csv_rows(month_accounts(post, month_of(month))))
    return answer
