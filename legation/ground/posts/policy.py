"""Who may open which address. Every view says so with one of these; a test walks all addresses and refuses silence."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from legation.ground.errors import NotAllowed, NotFound
from legation.ground.people.api import citizen_of
from legation.ground.posts.api import roles_of
from legation.ground.profile import profile

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Anybody may open this."""
    view.policy = "public"  # type: ignore[attr-defined]
    return view


def with_token(view: View) -> View:
    """For machines that show a token; the view itself looks at it, and answers 401 without."""
    view.policy = "token"  # type: ignore[attr-defined]
    return view


def demonstration(view: View) -> View:
    """Anybody may open this, on a demonstration only; elsewhere it does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.LEGATION_DEMO:
            raise NotFound("only a demonstration has this page")
        return view(request, *args, **kwargs)

    guarded.policy = "demonstration"  # type: ignore[attr-defined]
    return guarded


def citizen(view: View) -> View:
    """Only a citizen who signed in; the view gets them as `request.citizen`. What is theirs the services decide."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = citizen_of(request)
        if found is None:
            return redirect_to_login(request.get_full_path(), reverse("citizen_sign_in"))
        request.citizen = found  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    guarded.policy = "citizen"  # type: ignore[attr-defined]
    return guarded


def person(view: View) -> View:
    """Only a member of staff who signed in, whatever their roles: their own passkeys and sessions."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.policy = "person"  # type: ignore[attr-defined]
    return guarded


def staff(view: View) -> View:
    """Only a person who holds a role at some post; the view gets their roles as `request.roles`.

    Which of these roles may see or do what is decided by the service behind the view. Where the profile demands a
    passkey of one of them, a session that was begun without one leads to where one is made or used.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        roles = roles_of(request.user)
        if not roles:
            raise NotAllowed(f"{request.user.pk} holds no role")
        if set(roles) & set(profile().passkeys) and not request.session.get("passkey"):
            return redirect("passkeys")
        request.roles = roles  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    guarded.policy = "staff"  # type: ignore[attr-defined]
    return guarded
