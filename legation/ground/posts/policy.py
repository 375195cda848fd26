"""Who may open which address. Every view says so with one of these; a test walks all addresses and refuses silence."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from legation.ground.errors import NotAllowed, NotFound
from legation.ground.posts.api import actor_of, roles_of

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Anybody may open this."""
    view.policy = "public"  # type: ignore[attr-defined]
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


def staff(role: str) -> Callable[[View], View]:
    """Only a person who holds `role` at some post; the view gets them as `request.actor`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if role not in roles_of(request.user):
                raise NotAllowed(f"{request.user.pk} does not hold {role}")
            request.actor = actor_of(request.user, role)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        guarded.policy = f"staff:{role}"  # type: ignore[attr-defined]
        return guarded

    return decorate
