"""What an officer does for whoever is being served: receives them, prints their paper, hands it over."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from legation.appointments import api as appointments
from legation.consular import presence, views
from legation.ground.errors import Conflict, Invalid
from legation.ground.posts.policy import staff
from legation.procedures import api as procedures


def _now() -> datetime:
    return datetime.now(UTC)


@staff
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """The next step with an appointment: they are here, they are called, they were served."""
    views.services_of(request)
    who = presence.served(request.session, at=_now())
    if who is None:
        return redirect("counter")
    window, number = request.session.get("counter", ""), request.POST.get("number", "")[:12]
    try:
        appointments.receive(request.user, number, passport=who.number, counter=window, at=_now())  # type: ignore[arg-type]
    except (Conflict, Invalid) as error:
        return views.show(request, who, error)
    return redirect("counter_person")


@staff
@require_POST
def hand_over(request: HttpRequest) -> HttpResponse:
    """What was made goes to whoever is being served, or to who acts for them."""
    views.services_of(request)
    who = presence.served(request.session, at=_now())
    if who is None:
        return redirect("counter")
    said = {name: request.POST.get(name, "")[:200] for name in ("reference", "to", "shown", "agent")}
    try:
        procedures.hand_over(**said, by=request.user, at=_now())  # type: ignore[arg-type]
    except (Conflict, Invalid) as error:
        return views.show(request, who, error)
    return redirect("counter_person")


@staff
@require_safe
def paper(request: HttpRequest, reference: str, number: str) -> HttpResponse:
    """A paper that was issued, to be printed."""
    views.services_of(request)
    data = procedures.print_paper(reference=reference, number=number, by=request.user, at=_now())  # type: ignore[arg-type]
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return response
