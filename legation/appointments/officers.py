"""The officer's screen of the day: who comes, who is here, whom to call next. Driven by keys."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from legation.appointments.around import services
from legation.appointments.choosing import day_in
from legation.appointments.halls import hall, in_order, waiting_at
from legation.appointments.models import Booking, Counter, Visit
from legation.appointments.openings import day_of
from legation.appointments.people import opened
from legation.appointments.rules import NEAR, Turn, ticket
from legation.appointments.selectors import bookings_of_day, own_booking, own_post, own_visit, posts_of
from legation.appointments.services.arrive import check_in, walk_in
from legation.appointments.services.attend import call_next, gone, serve
from legation.appointments.services.give_up import miss
from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, Invalid, LegationError, NotFound
from legation.ground.languages.api import current, format_weekday
from legation.ground.posts.api import Post, post_names
from legation.ground.posts.policy import staff

_PLACE = "counter"


def _now() -> datetime:
    return datetime.now(UTC)


@staff
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """A day at one of the officer's posts; today, unless another day is asked for."""
    return _show(request, request.GET.get("post", "")[:12])


def _show(request: HttpRequest, code: str, error: LegationError | None = None) -> HttpResponse:
    now, language = _now(), current().code
    post, mine = own_post(request.user, code)
    today = day_of(post, now)
    day = day_in(request.GET.get("day", "")) or today
    record_access(actor=f"person:{request.user.pk}", verb="visits", at=now, subject=post.code, body={"day": str(day)})
    names, titles = post_names(language), {each.code: each.title for each in services(language).values()}
    counters = [each for each in Counter.objects.filter(post=post, is_open=True) if any(map(each.serves, mine))]
    context = {
        "post": post, "place": post.name(language), "day": format_weekday(day, language), "is_today": day == today,
        "posts": [(each, names[each], each == post.code) for each in posts_of(request.user)],
        "before": (day - timedelta(days=1)).isoformat(), "after": (day + timedelta(days=1)).isoformat(),
        "rows": _rows(bookings_of_day(post, mine, day), titles, language, now), "error": error.reader if error else "",
        "counters": [(each.code, each.name(language)) for each in counters],
        "counter": request.session.get(_PLACE, ""), "offered": [(each, titles[each]) for each in sorted(mine)],
        **(_today(post, mine, titles, language, now) if day == today else {"called": [], "queue": [], "hall": None}),
    }  # fmt: skip
    return render(request, "appointments/visits.html", context, status=error.status if error else 200)


def _rows(
    bookings: list[Booking], titles: dict[str, str], language: str, now: datetime
) -> list[dict[str, Any]]:  # fmt: skip
    """The appointments of a day, each with how it stands."""
    found = []
    for row in bookings:
        visit = getattr(row, "visit", None)
        state = visit.state if visit and row.state == "booked" else row.state
        found.append({
            "booking": row, "title": titles[row.service], "name": opened(row.sealed).name, "state": _states()[state],
            "where": row.counter.name(language), "late": row.state == "booked" and not visit and row.starts_at <= now,
            "expected": row.state == "booked" and not visit,
        })  # fmt: skip
    return found


def _today(post: Post, mine: frozenset[str], titles: dict[str, str], language: str, now: datetime) -> dict[str, Any]:
    """Who is called and who waits, in the order in which they are called, with the reason for their place."""
    called = Visit.objects.filter(post=post, day=day_of(post, now), state=Turn.CALLED, service__in=mine)
    return {
        "called": [
            {"visit": each, "ticket": ticket(each.letter, each.ticket), "title": titles[each.service],
             "name": opened(each.booking.sealed).name if each.booking else "",
             "where": each.counter.name(language) if each.counter else ""}
            for each in called.select_related("booking", "counter").order_by("called_at")
        ],
        "queue": [
            (ticket(each.letter, each.ticket), opened(each.booking.sealed).name if each.booking else "",
             titles[each.service], _why(each, now), each.arrived_at)
            for each in in_order(waiting_at(post, mine, at=now), at=now)
        ],
        "hall": hall(post, language, at=now),
    }  # fmt: skip


def _why(visit: Visit, now: datetime) -> str:
    if visit.booking and visit.booking.starts_at <= now + NEAR:
        return _("appointment, its time has come")
    if visit.urgency:
        return _("urgent")
    return _("appointment, too early") if visit.booking else _("in the order of arrival")


def _states() -> dict[str, tuple[str, str]]:
    """state -> its word and the kind of its tag."""
    return {
        "booked": (_("expected"), "neutral"), "waiting": (_("is here"), "waiting"), "called": (_("called"), "referred"),
        "served": (_("served"), "granted"), **dict.fromkeys(("gone", "missed"), (_("did not come"), "refused")),
    }  # fmt: skip


def _back(post: Post) -> HttpResponse:
    return redirect(f"{reverse('visits')}?post={post.code}")


@staff
@require_POST
def visits_next(request: HttpRequest) -> HttpResponse:
    """Call the next one to a counter."""
    post, mine = own_post(request.user, request.POST.get("post", "")[:12])
    counter = Counter.objects.select_related("post").filter(post=post, code=request.POST.get(_PLACE, "")[:20]).first()
    if counter is None:
        return _show(request, post.code, Invalid("no counter", reader=_("Choose the counter at which you serve.")))
    request.session[_PLACE] = counter.code
    try:
        call_next(counter=counter, services=mine, at=_now())
    except NotFound as error:
        return _show(request, post.code, Conflict(error.detail, reader=error.reader))
    return _back(post)


@staff
@require_POST
def visits_arrive(request: HttpRequest) -> HttpResponse:
    """Somebody stands at the desk: with an appointment's number, or without one."""
    post, mine = own_post(request.user, request.POST.get("post", "")[:12])
    try:
        if number := request.POST.get("number", "")[:40].strip():
            check_in(number, post=post, at=_now())
        elif (code := request.POST.get("service", "")) in mine:
            walk_in(post=post, service=code, urgency=int(request.POST.get("urgent") == "yes"), at=_now())
        else:
            raise Invalid("nothing said", reader=_("Enter the number of an appointment, or choose what it is for."))
    except NotFound as error:
        return _show(request, post.code, Invalid(error.detail, reader=error.reader))
    except (Conflict, Invalid) as error:
        return _show(request, post.code, error)
    return _back(post)


@staff
@require_POST
def visits_serve(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever was called is served, or did not come."""
    visit = own_visit(request.user, pk)
    try:
        if "gone" in request.POST:
            gone(visit, at=_now())
        else:
            serve(visit, passport=request.POST.get("passport", "")[:40], at=_now())
    except (Conflict, Invalid) as error:
        return _show(request, visit.post.code, error)
    return _back(visit.post)


@staff
@require_POST
def visits_missed(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody with an appointment did not come to the post."""
    booking: Booking = own_booking(request.user, number)
    try:
        miss(booking, at=_now())
    except Conflict as error:
        return _show(request, booking.post.code, error)
    return _back(booking.post)
