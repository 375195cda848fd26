"""What is open to everybody: an appointment without an application, the screens in the hall, draws to replay."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from legation.appointments.around import Service, services
from legation.appointments.asking import ask
from legation.appointments.choosing import choices
from legation.appointments.elsewhere import TITLE, away
from legation.appointments.halls import hall
from legation.appointments.models import Counter
from legation.appointments.people import Visitor
from legation.appointments.rules import ticket
from legation.appointments.services.arrive import check_in
from legation.appointments.services.make import Wanted
from legation.appointments.services.release import published
from legation.ground.errors import Conflict, Invalid, LegationError, NotFound
from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.posts.api import Post, all_posts
from legation.ground.posts.policy import public
from legation.web.client import address_of

_FIELDS = {"passport": 20, "name": 120, "email": 254}


@public
@require_safe
def appointments(request: HttpRequest) -> HttpResponse:
    """Where one can come for what without having applied, and the way to an appointment for an application."""
    language = current().code
    found = services(language)
    counters: dict[int, list[Counter]] = {}
    for each in Counter.objects.filter(is_open=True):
        counters.setdefault(each.post_id, []).append(each)
    gone = away(None, at=datetime.now(UTC))
    rows = [
        (post.name(language), [(one.title, reverse("appointments_at", args=[post.code, one.code]),
                                TITLE if post.code in gone else "") for one in each])
        for post in all_posts() if (each := _offered(post, counters.get(post.pk, []), found))
    ]  # fmt: skip
    return render(request, "appointments/places.html", {"rows": rows})


def _offered(post: Post, counters: list[Counter], found: dict[str, Service]) -> list[Service]:
    here = [one for one in found.values() if one.open_to_all and one.is_at(post.code)]
    return [one for one in here if any(each.serves(one.code) for each in counters)]


@public
@require_http_methods(["GET", "HEAD", "POST"])
def appointments_at(request: HttpRequest, post: str, service: str) -> HttpResponse:
    """The free times of a service at a post, for who has not applied for anything."""
    place, now, language = _post(post), datetime.now(UTC), current().code
    offered = services(language).get(service)
    if offered is None or not offered.open_to_all or not offered.is_at(place.code):
        raise NotFound(f"{service} needs an application first, or another post")
    fields = {name: " ".join(request.POST.get(name, "").split())[:most] for name, most in _FIELDS.items()}
    told: dict[str, Any] = {"error": "", "said": "", "wrong": {}}
    status = 200
    if request.method == "POST":
        hit("appointments", address_of(request), at=now, most=30, minutes=10)
        try:
            asked = ask(request.POST.dict(), Wanted(place, service, _visitor(fields), language), at=now)
        except (Conflict, Invalid) as error:
            told, status = told | {"error": error.reader, "wrong": getattr(error, "fields", {})}, error.status
        else:
            if asked.token:
                return redirect("appointment", token=asked.token)
            told["said"] = asked.said
    context = choices(place, service, language=language, at=now, since=request.GET.get("since", ""))
    context |= {"back": reverse("appointments"), "fields": fields, **told}
    return render(request, "appointments/times.html", context, status=status)


def _visitor(fields: dict[str, str]) -> Visitor:
    wrong = {}
    if not len(fields["passport"]) >= 4 or not fields["passport"].isascii():
        wrong["passport"] = _("Enter the number as it stands in the passport.")
    if len(fields["name"]) < 2:
        wrong["name"] = _("Enter your name.")
    if "@" not in fields["email"].strip("@") or " " in fields["email"]:
        wrong["email"] = _("Enter an e-mail address, as in name@example.org.")
    if wrong:
        raise Invalid("who comes is not said", fields=wrong)
    return Visitor(**fields)


@public
@require_safe
def appointment_draw(_request: HttpRequest, code: str) -> HttpResponse:
    """A draw as a file: what was committed to, and after it everything that is needed to replay it."""
    answer = JsonResponse(published(code), json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="draw-{code}.json"'
    return answer


@public
@require_safe
def appointments_display(request: HttpRequest, post: str) -> HttpResponse:
    """The screen in the hall: the tickets that are called, and how long people have waited today. Numbers only."""
    place, language = _post(post), current().code
    context = {"place": place.name(language), "hall": hall(place, language, at=datetime.now(UTC))}
    return render(request, "appointments/display.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def appointments_kiosk(request: HttpRequest, post: str) -> HttpResponse:
    """The reader at the entrance: it takes codes, gives tickets, and says nothing of anybody."""
    place, now = _post(post), datetime.now(UTC)
    context: dict[str, Any] = {"place": place.name(current().code), "ticket": "", "error": "", "minutes": None}
    status = 200
    if request.method == "POST":
        hit("kiosk", f"{place.code}/{address_of(request)}", at=now, most=60, minutes=1)
        try:
            visit = check_in(request.POST.get("code", "")[:40], post=place, at=now)
        except LegationError as error:
            context["error"], status = error.reader, error.status
        else:
            context["ticket"] = ticket(visit.letter, visit.ticket)
            context["minutes"] = hall(place, current().code, at=now).minutes
    answer = render(request, "appointments/kiosk.html", context, status=status)
    if request.method == "POST":  # the next one finds nothing of who came before
        answer["Refresh"] = f"20;url={request.path}"
    return answer


def _post(code: str) -> Post:
    found = Post.objects.filter(code=code).first()
    if found is None:
        raise NotFound(f"no post {code}")
    return found
