"""Sign-in of staff: a password, a passkey, or both; and their own sessions."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.ground.audit.api import record_access
from legation.ground.errors import Invalid
from legation.ground.languages.casing import small
from legation.ground.limits.api import hit
from legation.ground.people import passkeys
from legation.ground.people.api import Person
from legation.ground.people.services.check_passkey import check_passkey
from legation.ground.people.services.sittings import begin_sitting, end_sittings, sittings_of
from legation.ground.posts.api import roles_of
from legation.ground.posts.policy import person as signed_in
from legation.ground.posts.policy import public
from legation.web.client import address_of

ROOMS = {"accountant": "accounts", "administrator": "administration", "cashier": "till", "head_of_post": "head",
         "electoral_officer": "electoral"}  # fmt: skip
"""Roles that work in a room of their own -> the room; all others work at the desk."""
_HALF = "half"
_HALF_MINUTES = timedelta(minutes=5)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign-in for staff. Slow on purpose after a few wrong passwords; who has a passkey is asked for it as well."""
    if request.method == "POST" and "passkey" in request.POST:
        return _by_passkey(request)
    email, error = "", ""
    if request.method == "POST":
        now = datetime.now(UTC)
        email = small(request.POST.get("email", "")[:254].strip())
        hit("sign_in", address_of(request), at=now, most=30, minutes=10)
        hit("sign_in_as", email, at=now, most=10, minutes=10)
        found = authenticate(request, username=email, password=request.POST.get("password", "")[:200])
        if isinstance(found, Person):
            if passkeys.passkeys_of(found):
                request.session[_HALF] = {"person": found.pk, "until": (now + _HALF_MINUTES).isoformat()}
                return _page(request, second=found)
            begin_sitting(request, found, by="password", at=now)
            return redirect(onward(request, start_of(found)))
        error = _("E-mail address and password do not belong together.")
    else:
        request.session.pop(_HALF, None)
    return _page(request, email=email, error=error)


def _by_passkey(request: HttpRequest) -> HttpResponse:
    """A passkey alone, or after the password; either way it has verified its user."""
    now, second = datetime.now(UTC), _half(request)
    hit("sign_in", address_of(request), at=now, most=30, minutes=10)
    try:
        challenge = passkeys.taken(request, "get", at=now)
        found = check_passkey(answer=request.POST["passkey"][:8000], challenge=challenge, staff=True, at=now)
    except Invalid as error:
        return _page(request, said=error.reader, second=second)
    if not isinstance(found, Person) or not found.is_active or (second and second != found):
        return _page(request, said=passkeys.refused().reader)
    request.session.pop(_HALF, None)
    begin_sitting(request, found, by="password+passkey" if second else "passkey", at=now)
    return redirect(onward(request, start_of(found)))


def _half(request: HttpRequest) -> Person | None:
    """Who has given their password a moment ago and owes a passkey."""
    kept = request.session.get(_HALF)
    if kept is None or datetime.fromisoformat(kept["until"]) < datetime.now(UTC):
        return None
    return Person.objects.filter(pk=kept["person"], is_active=True).first()


def _page(
    request: HttpRequest, *, email: str = "", error: Any = "", said: Any = "", second: Person | None = None
) -> HttpResponse:
    options = passkeys.request_options(request, second, at=datetime.now(UTC)) if passkeys.offered() else ""
    context = {
        "email": email, "error": error, "said": said, "second": second, "options": options,
        "next": request.POST.get("next") or request.GET.get("next") or "/",
    }  # fmt: skip
    return render(request, "config/sign_in.html", context, status=422 if error or said else 200)


def onward(request: HttpRequest, usual: str) -> str:
    """Where somebody wanted to go when they were asked to sign in, or the usual place."""
    place = request.POST.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(place, {request.get_host()}, require_https=request.is_secure())
    return place if safe and place != "/" else usual


def start_of(person: Person) -> str:
    """Where somebody's work begins."""
    return room_of(roles_of(person))


def room_of(roles: Collection[str]) -> str:
    """Where the work of somebody in these roles begins."""
    return ROOMS.get("/".join(roles), "desk")


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, of whoever it is."""
    now = datetime.now(UTC)
    if isinstance(request.user, Person):
        record_access(actor=f"person:{request.user.pk}", verb="sign_out", at=now)
        end_sittings(person=request.user, session=request.session.session_key, at=now)
    logout(request)
    return redirect("home")


@signed_in
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    found = sittings_of(request.user, at=datetime.now(UTC))  # type: ignore[arg-type]
    context = {"sittings": found, "here": request.session.session_key, "back": reverse(start_of(request.user))}  # type: ignore[arg-type]
    return render(request, "config/sessions.html", context)


@signed_in
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one of one's other sessions, or all of them."""
    which = request.POST.get("session", "")
    narrowed = {"pk": int(which)} if which.isdecimal() and len(which) < 19 else {}
    here = str(request.session.session_key)
    end_sittings(person=request.user, but=here, at=datetime.now(UTC), **narrowed)  # type: ignore[arg-type]
    return redirect("sessions")
