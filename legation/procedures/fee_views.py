"""The fee of an application: what it is, the way to the payment page, and the way back."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from legation.ground.errors import LegationError
from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.posts.policy import public
from legation.payments import api as payments
from legation.procedures.answers import asked_pages, lines_of_case, open_answers
from legation.procedures.bundles import Opened
from legation.procedures.members import name_of
from legation.procedures.models import Case
from legation.procedures.selectors import amounts_of, cases_behind, draft_of, whole
from legation.procedures.services.pay import gone_from, pay
from legation.procedures.status_views import show_state
from legation.web.client import address_of

MOST_LINES = 20


@public
@require_http_methods(["GET", "HEAD", "POST"])
def fee(request: HttpRequest, token: str) -> HttpResponse:
    """The fee, and the way to the payment page."""
    token = whole(token)
    case, opened = draft_of(token)
    cases, payment = cases_behind(token, case), payments.find(reference=case.application.reference)
    waiting = [each for each in cases if each.status in opened.transitions["settle"].from_]
    if payment is None or payment.settled_at or not waiting:
        return redirect("application", token=token)
    if request.method == "POST":
        hit("pay", address_of(request), at=datetime.now(UTC), most=300, minutes=10)
        back = request.build_absolute_uri(reverse("paid", kwargs={"token": token}))
        return redirect(pay(cases=cases, return_url=back, language=current().code, at=datetime.now(UTC)))
    gone = gone_from(payment, cases)
    answers = open_answers(case)
    steps = len(asked_pages(opened, answers, at=datetime.now(UTC))) + 2
    context = {"opened": opened, "token": token, "payment": payment, "reference": case.application.reference,
               "price": lines_of_case(case, opened, answers) if len(cases) == 1 else None, "steps": steps,
               "lines": _lines(opened, cases, waiting), "amount": payment.amount - sum(gone.values()),
               "page_is_dearer": bool(gone)}  # fmt: skip
    response = render(request, "procedures/fee.html", context)
    response.form_action = payments.form_action_origins()  # type: ignore[attr-defined]
    return response


def _lines(opened: Opened, cases: list[Case], waiting: list[Case]) -> list[tuple[str, int, bool]]:
    """(name, what is asked for, whether it waits) of each person of several; of many there is no list."""
    if not 1 < len(cases) <= MOST_LINES:
        return []
    amounts, code = amounts_of(waiting), current().code
    return [
        (name_of(opened, open_answers(case), number, code), amounts.get(case.pk, 0), case in waiting)
        for number, case in enumerate(cases, start=1)
        if case.data_key is not None
    ]


@public
@require_safe
def back_from_payment(request: HttpRequest, token: str) -> HttpResponse:
    """Where the payment page sends people back to, often before its message arrives: so we ask."""
    token = whole(token)
    case, opened = draft_of(token)
    payment = payments.find(reference=case.application.reference)
    if payment is not None and payment.settled_at is None:
        hit("paid", token, at=datetime.now(UTC), most=30, minutes=5)
        try:
            payment = payments.refresh(payment=payment.payment, at=datetime.now(UTC))
        except LegationError:
            return redirect("application", token=token)
        if payment.settled_at is None:
            return redirect("fee", token=token)
    return show_state(request, case, opened, token, payment)
