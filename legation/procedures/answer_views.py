"""What an applicant does after handing in: answering the office, correcting, appealing, paying a difference."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from legation.ground.errors import Conflict, Invalid, LegationError, TooLarge
from legation.ground.files import api as files
from legation.ground.languages.api import current, month_names
from legation.ground.limits.api import hit
from legation.ground.posts.policy import public
from legation.payments import api as payments
from legation.procedures.forms import draw
from legation.procedures.kinds import FILE_KINDS, clean, input_names
from legation.procedures.recourse import asked_in, owed_of, recourse_of
from legation.procedures.selectors import actions_of, answers_now, draft_of
from legation.procedures.services.set_right import Sent, appeal, correct, resubmit, way_of
from legation.web.client import address_of

MOST_WORDS = 4000


def _now() -> datetime:
    return datetime.now(UTC)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def answer_asked(request: HttpRequest, token: str) -> HttpResponse:
    """What an officer asked for: these fields only, and a word to the officer."""
    case, opened = draft_of(token)
    asked = asked_in(case, opened, actions_of(case))
    if asked is None:
        return redirect("application", token=token)
    return _set_right(request, token, asked.fields, {"asked": asked, "kind": "answer"})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def correct_own(request: HttpRequest, token: str) -> HttpResponse:
    """What one got wrong oneself, within the term."""
    case, opened = draft_of(token)
    until, way = recourse_of(case, opened, actions_of(case), at=_now()).correct_until, way_of(case, opened, "correct")
    if until is None or way is None:
        return redirect("application", token=token)
    return _set_right(request, token, way.corrects, {"until": until, "kind": "correct"})


def _set_right(
    request: HttpRequest, token: str, names: list[str], context: dict[str, Any]
) -> HttpResponse:  # fmt: skip
    case, opened = draft_of(token)
    raw: dict[str, str] = {}
    errors: dict[str, Any] = {}
    if request.method == "POST":
        raw = {name: str(value) for name, value in request.POST.items()}
        uploads, unread = files.sent(request.FILES)
        sent = Sent(raw, uploads, clean(raw.get("note", ""))[:MOST_WORDS])
        try:
            (resubmit if context["kind"] == "answer" else correct)(token=token, sent=sent, at=_now())
            return redirect("application", token=token)
        except Conflict:
            return redirect("application", token=token)
        except Invalid as error:
            errors = error.fields or {names[0]: error.reader}
        errors |= dict.fromkeys(getattr(request, "too_large", ()), TooLarge.sentence) | unread
    fields, answers = [opened.fields[name] for name in names], answers_now(case)
    inputs = {name for field in fields for name in input_names(field)}
    kept = {name: clean(value)[:2000] for name, value in raw.items() if name in inputs}
    drawn = [draw(opened, field, answers, kept, errors) for field in fields]
    context |= {
        "case": case, "opened": opened, "token": token, "fields": drawn, "months": month_names(current().code),
        "reference": case.application.reference, "note": raw.get("note", "")[:MOST_WORDS],
        "sends_files": any(field.kind in FILE_KINDS for field in fields),
        "errors": [(one.first_input, f"{one.label}: {one.error}") for one in drawn if one.error],
    }  # fmt: skip
    return render(request, "procedures/answer.html", context, status=422 if errors else 200)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_refusal(request: HttpRequest, token: str) -> HttpResponse:
    """Contesting a refusal: why, and papers that show it."""
    case, opened = draft_of(token)
    until = recourse_of(case, opened, actions_of(case), at=_now()).appeal_until
    if until is None:
        return redirect("application", token=token)
    text, errors = clean(request.POST.get("text", ""))[:MOST_WORDS], dict[str, Any]()
    if request.method == "POST":
        uploads = [file.read() for file in request.FILES.values() if file]
        try:
            appeal(token=token, text=text, uploads=uploads, at=_now())
            return redirect("application", token=token)
        except Conflict:
            return redirect("application", token=token)
        except Invalid as error:
            errors = error.fields or {"text": error.reader}
        if getattr(request, "too_large", ()):
            errors["papers"] = TooLarge.sentence
    context = {"case": case, "opened": opened, "token": token, "until": until, "text": text, "errors": errors,
               "reference": case.application.reference}  # fmt: skip
    return render(request, "procedures/appeal.html", context, status=422 if errors else 200)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def pay_difference(request: HttpRequest, token: str) -> HttpResponse:
    """What a correction made dearer: to the payment page, and back."""
    case, _opened = draft_of(token)
    owed = owed_of(case, actions_of(case))
    if request.method == "POST" and owed:
        hit("pay", address_of(request), at=_now(), most=300, minutes=10)
        back = request.build_absolute_uri(reverse("pay_difference", kwargs={"token": token}))
        return redirect(
            payments.start(
                payment=owed[0].payment, provider=payments.usual_provider(), return_url=back,
                language=current().code, at=_now(),
            )
        )  # fmt: skip
    for payment in owed:
        hit("paid", token, at=_now(), most=30, minutes=5)
        try:
            payments.refresh(payment=payment.payment, at=_now())
        except LegationError:
            break
    return redirect("application", token=token)
