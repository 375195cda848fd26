"""One's own appointment: held, booked, moved, cancelled, by the link in its mail. Works without script."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.appointments import codes
from legation.appointments.calendars import calendar
from legation.appointments.choosing import choices, moment_in, told
from legation.appointments.elsewhere import GivenAtThePost, why_not
from legation.appointments.models import Booking
from legation.appointments.rules import State
from legation.appointments.services.confirm import confirm
from legation.appointments.services.give_up import cancel
from legation.appointments.services.move import move
from legation.appointments.services.take import Taken
from legation.appointments.telling import title_of
from legation.appointments.tokens import booking_of
from legation.ground.errors import Conflict, Invalid, LegationError
from legation.ground.languages.api import current
from legation.ground.posts.policy import public


def _now() -> datetime:
    return datetime.now(UTC)


@public
@require_safe
def appointment(request: HttpRequest, token: str) -> HttpResponse:
    """How it stands, and what can be done about it."""
    return _show(request, token, booking_of(token))


def _show(request: HttpRequest, token: str, booking: Booking, error: LegationError | None = None) -> HttpResponse:
    language, now = current().code, _now()
    context: dict[str, Any] = {
        "booking": booking, "token": token, "title": title_of(booking), "error": error.reader if error else "",
        "elsewhere": why_not(booking.post, at=now),
        "comes": booking.state == State.BOOKED and booking.starts_at > now, **told(booking, language),
    }  # fmt: skip
    return render(request, "appointments/appointment.html", context, status=error.status if error else 200)


@public
@require_POST
def appointment_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Book what is held or offered."""
    booking = booking_of(token)
    try:
        confirm(booking, at=_now())
    except Conflict as error:
        return _show(request, token, booking_of(token), error)
    return redirect("appointment", token=token)


@public
@require_POST
def appointment_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Give it up."""
    booking = booking_of(token)
    try:
        cancel(booking, at=_now())
    except Conflict as error:
        return _show(request, token, booking_of(token), error)
    return redirect("appointment", token=token)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_move(request: HttpRequest, token: str) -> HttpResponse:
    """Choose another time."""
    booking, error = booking_of(token), None
    if booking.state not in (State.HELD, State.BOOKED):
        return redirect("appointment", token=token)
    if request.method == "POST":
        try:
            move(booking, starts_at=moment_in(request.POST.get("time", "")), at=_now())
        except (Taken, Invalid, GivenAtThePost) as found:
            error, booking = found, booking_of(token)
        else:
            return redirect("appointment", token=token)
    context = choices(
        booking.post, booking.service, language=current().code, at=_now(), since=request.GET.get("since", "")
    )  # fmt: skip
    context |= {"moves": token, "now": told(booking, current().code), "error": error.reader if error else ""}
    return render(request, "appointments/times.html", context, status=error.status if error else 200)


@public
@require_safe
def appointment_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Its entry for a calendar."""
    booking = booking_of(token)
    if booking.state != State.BOOKED:
        raise Conflict(f"{booking.number} is {booking.state}")
    text = calendar(booking, title=title_of(booking), at=_now())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    answer["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return answer


@public
@require_safe
def appointment_code(request: HttpRequest, token: str) -> HttpResponse:
    """Its number as a QR code, for the kiosk at the post."""
    return HttpResponse(codes.svg(booking_of(token).number), content_type="image/svg+xml")
