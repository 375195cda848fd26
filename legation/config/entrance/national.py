"""The way to the national sign-on and back."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from legation.config.entrance.citizens import page
from legation.ground.errors import LegationError, NotFound
from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.people import national
from legation.ground.people.api import citizen_of, let_in
from legation.ground.people.services.sign_on import sign_on
from legation.ground.posts.policy import public
from legation.web.client import address_of

_SESSION = "sign_on"


def _back() -> str:
    """The one address, in no language, that the provider sends people back to."""
    return settings.LEGATION_ADDRESS + reverse("sign_on_back")


@public
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Go to the national sign-on."""
    if not national.offered():
        raise NotFound("no national sign-on")
    now = datetime.now(UTC)
    hit("sign_on", address_of(request), at=now, most=60, minutes=10)
    try:
        address, asked = national.begin(back=_back(), language=current().code, at=now)
    except LegationError as error:
        return page(request, said=error.reader, status=error.status)
    request.session[_SESSION] = {**national.kept(asked), "language": current().code}
    return redirect(address)


@public
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Back from it: who it is, or a sentence about what went wrong and the other ways in."""
    if not national.offered():
        raise NotFound("no national sign-on")
    now, asked = datetime.now(UTC), request.session.pop(_SESSION, None)
    hit("sign_on", address_of(request), at=now, most=60, minutes=10)
    translation.activate(asked["language"] if asked else current().code)
    answer = {name: value[:2000] for name, value in request.GET.items()}
    try:
        told = national.finish(asked=asked, answer=answer, back=_back(), at=now)
    except LegationError as error:
        return page(request, said=error.reader, status=error.status)
    let_in(request, sign_on(told=told, by=citizen_of(request), language=current().code, at=now))
    return redirect("account")
