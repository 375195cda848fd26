"""Pages that belong to no department: home, captured messages, errors."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legation.ground.errors import Invalid, LegationError, NotFound
from legation.ground.languages.api import current
from legation.ground.posts.policy import demonstration, public
from legation.ground.posts.told import MINE, notices_at
from legation.ground.tokens.problems import problem
from legation.messaging import api as messaging
from legation.procedures.api import areas_of, offered


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The ministry's front door: the few things people come for, the areas of its services, what one's post tells."""
    now = datetime.now(UTC)
    areas = [(area, name) for area, name, _some in areas_of(offered(at=now))]
    mine = request.COOKIES.get(MINE, "")[:40].split(".")
    context = {"areas": areas, "told": notices_at(mine, now, current().code) if mine != [""] else []}
    return render(request, "config/home.html", context)


@demonstration
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """What would have been mailed, newest first."""
    return render(request, "config/messages.html", {"messages": messaging.captured(most=30)})


@demonstration
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One captured message."""
    found = messaging.find(pk)
    if found is None:
        raise NotFound(f"message {pk}")
    return render(request, "config/message.html", {"message": found})


@public
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """For balancers: this process answers."""
    return JsonResponse({"status": "ok"})


def error_answer(request: HttpRequest, error: LegationError, *, status: int = 0) -> HttpResponse:
    """What somebody reads of an error: a page, or at the addresses of the JSON API a problem."""
    if request.path.startswith("/api/v1/"):
        return problem(error)
    return render(request, "config/error.html", {"error": error}, status=status or error.status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the reader's language."""
    return error_answer(request, NotFound())


def broken(request: HttpRequest) -> HttpResponse:
    """500 in the reader's language, and nothing about the machine."""
    return error_answer(request, LegationError())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request no browser would send."""
    error = Invalid(reader=_("We could not understand this request. Please go back and try again."))
    return error_answer(request, error, status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not ours, or a page that was open for too long."""
    error = Invalid(reader=_("This page was open for too long. Go back, reload it and send it again; "
                                   "what you saved before is still there."))  # fmt: skip
    return render(request, "config/error.html", {"error": error}, status=403)
