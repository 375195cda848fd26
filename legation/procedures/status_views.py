"""What an applicant sees of an application that is handed in: how it stands, its papers, the way to withdraw it."""

from contextlib import suppress
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.appointments import api as appointments
from legation.documents import api as documents
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.languages.api import current
from legation.ground.languages.casing import capitals
from legation.ground.limits.api import hit
from legation.ground.posts.policy import public
from legation.payments import api as payments
from legation.payments.till import api as till
from legation.procedures.answers import asked_pages, lines_of_case, open_answers
from legation.procedures.bundles import Opened
from legation.procedures.kinds import clean
from legation.procedures.members import standings
from legation.procedures.models import Case
from legation.procedures.recourse import recourse_of
from legation.procedures.remarks import unread
from legation.procedures.responses import document_response, picture_response
from legation.procedures.selectors import (
    actions_of,
    actions_of_all,
    answers_now,
    by_reference_and_passport,
    cases_with,
    draft_of,
    names_one,
    whole,
)
from legation.procedures.services.give_opinion import give_opinion, has_answered, is_over
from legation.procedures.services.handing_in import name_in
from legation.procedures.services.open_way import open_for_a_while
from legation.procedures.services.save_page import missing
from legation.procedures.services.withdraw import withdraw as take_back
from legation.procedures.story import progress, reasons_of
from legation.procedures.visit_views import may_visit
from legation.roll import api as roll
from legation.web.client import address_of

OPENED = ("application", "write", "answer_asked", "correct_own", "appeal_refusal", "visit")
"""Where who knows reference and passport number is let, by the names of the addresses."""


@public
@require_safe
def application(request: HttpRequest, token: str) -> HttpResponse:
    """Where a resume link leads: to the first page with something missing, or to the state of the case."""
    case, opened = draft_of(token)
    if case.status != opened.definition.states[0].state:
        return show_state(request, case, opened, token, payments.find(reference=case.application.reference))
    if case.application.size > 1:
        return redirect("subjects", token=whole(token))
    answers = open_answers(case)
    for page in asked_pages(opened, answers, at=datetime.now(UTC)):
        if missing(opened, page, answers, at=datetime.now(UTC)):
            return redirect("page", token=token, page=page.page)
    return redirect("summary", token=token)


@public
@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Take back what is not decided, of one person or of all, whether or not the payment provider answers.

    It is not asked: money that is on its way, or comes later, finds the application closed and goes back by itself.
    What was paid goes back as the procedure says; who has paid and was not carried on yet waits for that.
    """
    with suppress(Conflict):  # pressed twice, or carried on meanwhile: the page says how it stands
        take_back(token=token, at=datetime.now(UTC))
    return redirect("application", token=token)


def show_state(
    request: HttpRequest, case: Case, opened: Opened, token: str | None, payment: payments.PaymentView | None,
    *, opinion_error: str = "",
) -> HttpResponse:  # fmt: skip
    """How a case stands, or each of an application; `token` is the resume link it is seen by, if one is."""
    if token and case.application.size > 1 and not names_one(token):
        return _all(request, case, opened, token, payment)
    answers, actions, code = open_answers(case), actions_of(case), current().code
    context = {
        "case": case, "opened": opened, "token": token, "code": code,
        "state": opened.definition.state_named(case.status),
        "steps": progress(opened, actions, case, code), "reasons": reasons_of(case, opened, actions, code),
        "payment": payment, "receipts": till.receipts_of(payment), "price": lines_of_case(case, opened, answers),
        "documents": documents.of_reference(case.reference),
        "on_roll": bool(token and case.closed_at) and roll.stand(reference=case.reference, at=datetime.now(UTC)),
        "name": name_in(opened, answers_now(case, actions)),
        "family": whole(token) if token and names_one(token) else "",
        "passport": request.POST.get("passport", ""), "reference": case.application.reference,
        "unread": unread([case]).get(case.pk, 0) if token else 0,
        "recourse": recourse_of(case, opened, actions, at=datetime.now(UTC)),
        "visit": opened.definition.visit if may_visit(case, opened) else None,
        "opinion": _opinion(case, opened) if token else "", "opinion_error": opinion_error,
        "appointments": appointments.of_references([case.reference]) if opened.definition.visit else {},
    }  # fmt: skip
    response = render(request, "procedures/status.html", context, status=422 if opinion_error else 200)
    response.form_action = payments.form_action_origins()  # type: ignore[attr-defined]
    return response


def _opinion(case: Case, opened: Opened) -> str:
    """Whether whoever holds the link is to be asked how it was: 'asked', 'given', or '' before the end."""
    if not is_over(case, opened):
        return ""
    return "given" if has_answered(case) else "asked"


@public
@require_POST
def opinion(request: HttpRequest, token: str) -> HttpResponse:
    """What the holder of a link thinks of a case that is over."""
    score, word = request.POST.get("score", ""), request.POST.get("word", "")
    try:
        give_opinion(token=token, score=score, word=word, at=datetime.now(UTC))
    except Invalid as error:
        case, opened = draft_of(token)
        payment = payments.find(reference=case.application.reference)
        return show_state(request, case, opened, token, payment, opinion_error=str(error.reader))
    return redirect("application", token=token)


def _all(
    request: HttpRequest, case: Case, opened: Opened, token: str, payment: payments.PaymentView | None
) -> HttpResponse:
    cases, code = cases_with(case), current().code
    issued = documents.of_references([each.reference for each in cases])
    waiting = [each for each in cases if each.status in opened.transitions["settle"].from_]
    context = {
        "opened": opened, "token": token, "payment": payment, "reference": case.application.reference,
        "receipts": till.receipts_of(payment),
        "rows": standings(opened, token, cases, issued, code, actions=actions_of_all(cases)),
        "waiting": waiting, "settled": bool(payment and payment.settled_at),
    }  # fmt: skip
    response = render(request, "procedures/family.html", context)
    response.form_action = payments.form_action_origins()  # type: ignore[attr-defined]
    return response


@public
@require_safe
def picture(request: HttpRequest, token: str, field: str) -> HttpResponse:
    """A picture the applicant handed in."""
    case, _opened = draft_of(token)
    return picture_response(case, field, small="small" in request.GET)


@public
@require_safe
def document(request: HttpRequest, token: str) -> HttpResponse:
    """The issued document, for who holds the resume link."""
    case, _opened = draft_of(token)
    return document_response(case, request.GET.get("number", ""))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Where an application stands, by reference and passport number, without an account."""
    reference, passport = request.POST.get("reference", "")[:40], clean(request.POST.get("passport", ""))[:20]
    error = ""
    if request.method == "POST":
        hit("status", address_of(request), at=datetime.now(UTC), most=30, minutes=10)
        hit("status_of", capitals(reference), at=datetime.now(UTC), most=10, minutes=10)
        try:
            case, opened = by_reference_and_passport(reference, capitals(passport).replace(" ", ""))
        except NotFound:
            error = _("Reference and passport number do not belong together. Check both and try again.")
        else:
            if "document" in request.POST:
                return document_response(case, request.POST.get("number", ""))
            if request.POST.get("open") in OPENED:
                token = open_for_a_while(case, at=datetime.now(UTC))
                return redirect(request.POST["open"], token=token)
            payment = payments.find(reference=case.application.reference)
            return show_state(request, case, opened, None, payment)
    context = {"reference": reference, "passport": passport, "error": error}
    return render(request, "procedures/find.html", context, status=422 if error else 200)
