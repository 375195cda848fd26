"""Pages that belong to no department: home, sign-in, captured messages, errors."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.ground.audit.api import record_access
from legation.ground.errors import Invalid, LegationError, NotFound
from legation.ground.languages.api import current
from legation.ground.languages.casing import small
from legation.ground.limits.api import hit
from legation.ground.posts.api import roles_of
from legation.ground.posts.policy import demonstration, public
from legation.messaging import api as messaging
from legation.procedures.api import offered
from legation.web.client import address_of


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The ministry's front door: the few things people come for, and every service that begins here."""
    code = current().code
    services = [
        (each.text("title", code), reverse("procedure", args=[each.definition.procedure]), each.text("lead", code))
        for each in offered(at=datetime.now(UTC))
        if not each.definition.starts_with
    ]
    return render(request, "config/home.html", {"services": services})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign-in for staff. Slow on purpose after a few wrong passwords."""
    onward = request.POST.get("next") or request.GET.get("next") or "/"
    email, error = "", ""
    if request.method == "POST":
        now = datetime.now(UTC)
        email = small(request.POST.get("email", "")[:254].strip())
        hit("sign_in", address_of(request), at=now, most=30, minutes=10)
        hit("sign_in_as", email, at=now, most=10, minutes=10)
        person = authenticate(request, username=email, password=request.POST.get("password", "")[:200])
        if person is not None:
            login(request, person)
            record_access(actor=f"person:{person.pk}", verb="sign_in", at=now)
            safe = url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure())
            return redirect(onward if safe and onward != "/" else _start_of(person))
        error = _("E-mail address and password do not belong together.")
    context = {"email": email, "error": error, "next": onward}
    return render(request, "config/sign_in.html", context, status=422 if error else 200)


def _start_of(person: Any) -> str:
    """Where somebody's work begins."""
    return {"accountant": "accounts", "administrator": "administration"}.get("/".join(roles_of(person)), "desk")


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        record_access(actor=f"person:{request.user.pk}", verb="sign_out", at=datetime.now(UTC))
    logout(request)
    return redirect("home")


@demonstration
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """What would have been mailed, newest first."""
    return render(request, "config/messages.html", {"messages": messaging.captured()})


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


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the reader's language."""
    return render(request, "config/error.html", {"error": NotFound()}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500 in the reader's language, and nothing about the machine."""
    return render(request, "config/error.html", {"error": LegationError()}, status=500)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request no browser would send."""
    error = Invalid(reader=_("We could not understand this request. Please go back and try again."))
    return render(request, "config/error.html", {"error": error}, status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not ours, or a page that was open for too long."""
    error = Invalid(reader=_("This page was open for too long. Go back, reload it and send it again; "
                                   "what you saved before is still there."))  # fmt: skip
    return render(request, "config/error.html", {"error": error}, status=403)
