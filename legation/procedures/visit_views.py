"""Coming in person: the way from an application to an appointment. Who holds its link chooses a time for it."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from legation.appointments import api as appointments
from legation.ground.errors import Conflict, Invalid, LegationError
from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.posts.policy import public
from legation.procedures.answers import open_answers
from legation.procedures.bundles import Opened
from legation.procedures.models import Case
from legation.procedures.selectors import draft_of
from legation.procedures.services.handing_in import name_in
from legation.procedures.telling import phone_of
from legation.web.client import address_of


@public
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, token: str) -> HttpResponse:
    """The free times of the post that has the case; the one that is chosen is held."""
    (case, opened), now, error = draft_of(token), datetime.now(UTC), None
    if not may_visit(case, opened):
        return redirect("application", token=token)
    if request.method == "POST":
        hit("visit", address_of(request), at=now, most=60, minutes=10)
        try:
            asked = appointments.ask(request.POST.dict(), wanted_by(case, opened), at=now)
        except (Conflict, Invalid) as found:
            error = found
        else:
            if asked.token:
                return redirect("appointment", token=asked.token)
            return _times(request, token, case, said=asked.said)
    return _times(request, token, case, error=error)


def _times(
    request: HttpRequest, token: str, case: Case, *, error: LegationError | None = None, said: str = ""
) -> HttpResponse:  # fmt: skip
    context = appointments.choices(
        case.post, case.procedure, language=current().code, at=datetime.now(UTC), since=request.GET.get("since", "")
    )  # fmt: skip
    context |= {"back": reverse("application", args=[token]), "said": said, "error": error.reader if error else ""}
    return render(request, "appointments/times.html", context, status=error.status if error else 200)


def may_visit(case: Case, opened: Opened) -> bool:
    """Whether its person may come for a case: its service has visits, it is handed in, and it is not over."""
    phase = opened.definition.state_named(case.status).phase
    return opened.definition.visit is not None and phase not in ("draft", "closed") and case.data_key is not None


def wanted_by(case: Case, opened: Opened) -> appointments.Wanted:
    """What is booked for a case: for its own person, known by the number of their passport."""
    answers = open_answers(case)
    number = next(each.field for each in opened.definition.all_fields() if each.index == "passport_number")
    return appointments.Wanted(
        post=case.post, service=case.procedure, reference=case.reference, language=case.application.language,
        visitor=appointments.Visitor(
            passport=str(answers[number]), name=name_in(opened, answers),
            email=str(answers[opened.definition.contact]), phone=phone_of(case),
        ),
    )  # fmt: skip
