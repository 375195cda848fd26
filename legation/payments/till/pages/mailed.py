"""The receipt behind the link in a payer's mail or on their case's page, as a page and a PDF; that mail once more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.posts.policy import public, staff
from legation.payments.till import selectors
from legation.payments.till.links import behind
from legation.payments.till.pages.common import now, seen_by
from legation.payments.till.pages.printing import printed
from legation.payments.till.pages.receipts import payers_copy
from legation.payments.till.services.tell_of_slip import tell_of_slip


@public
@require_safe
def own_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """A receipt for who has its link, to read, print or keep."""
    context = {"copy": payers_copy(behind(token), current().code), "token": token}
    return render(request, "till/own_receipt.html", context)


@public
@require_safe
def own_paper(request: HttpRequest, token: str) -> HttpResponse:
    """The same receipt as a PDF, for who has its link and nobody else; not without end, since it takes work."""
    paid, number = behind(token), token.rpartition("-")[0]
    hit("receipt_paper", number, at=now(), most=30, minutes=10)
    response = HttpResponse(printed(paid, current().code), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    return response


@staff
@require_POST
def mail(request: HttpRequest, post: str, year: int, name: str) -> HttpResponse:
    """The link to a receipt goes to its payer once more."""
    by = seen_by(request, post)
    slip = selectors.slip(post, year, name)
    hit("receipt_mail", by.name, at=now(), most=60, minutes=10)
    tell_of_slip(slip, again=True, at=now())
    return redirect(f"{reverse('till_receipt', args=[post, year, name])}?sent")
