"""Whose appointments lie at a time at which the post has closed; the head moves them, or their people do."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from legation.appointments import api as rooms
from legation.config.head.permit import GET_AND_POST, frame, head_of
from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, Invalid, LegationError
from legation.ground.languages.api import current
from legation.ground.posts.policy import staff


@staff
@require_safe
def appointments(request: HttpRequest, post: str) -> HttpResponse:
    """The appointments that must be moved, in order."""
    by, found = head_of(request, post)
    now = datetime.now(UTC)
    record_access(actor=by.name, verb="visits", at=now, subject=post, body={"displaced": True})
    titles = {each.code: each.title for each in rooms.services(current().code).values()}
    rows = [
        (row, rooms.name_of(row), titles.get(row.service, row.service)) for row in rooms.displaced_at(found, at=now)
    ]  # fmt: skip
    return render(request, "config/head/appointments.html", frame(found) | {"rows": rows})


@staff
@require_http_methods(GET_AND_POST)
def appointment(request: HttpRequest, post: str, number: str) -> HttpResponse:
    """Free times for one of them."""
    by, found = head_of(request, post)
    now, error = datetime.now(UTC), None
    booking = rooms.booking_at(post, number[:12], by)
    if request.method == "POST":
        try:
            starts_at = rooms.moment_in(request.POST.get("time", ""))
            rooms.move_for(post=post, number=booking.number, starts_at=starts_at, by=by, at=now)
            return redirect("head_appointments", post=post)
        except (Conflict, Invalid) as wrong:
            error = wrong
    else:
        record_access(actor=by.name, verb="visits", at=now, subject=post, body={"number": booking.number})
    return _show(request, found, booking, now, error)


def _show(
    request: HttpRequest, found: rooms.Post, booking: rooms.Booking, now: datetime, error: LegationError | None
) -> HttpResponse:  # fmt: skip
    code = current().code
    context = rooms.choices(found, booking.service, language=code, at=now, since=request.GET.get("since", ""))
    context |= frame(found, error) | {
        "booking": booking, "name": rooms.name_of(booking), "told": rooms.told(booking, code)
    }  # fmt: skip
    return render(request, "config/head/appointment.html", context, status=error.status if error else 200)
