"""Where somebody who was invited sets their password."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from legation.config.administration.services.people import accept, invited
from legation.ground.errors import Invalid
from legation.ground.limits.api import hit
from legation.ground.posts.policy import public
from legation.web.client import address_of


@public
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Set the first password, twice; the secret in the address opens this, once, within three days."""
    now = datetime.now(UTC)
    hit("invitation", address_of(request), at=now, most=60, minutes=10)
    person, error = invited(token), ""
    if request.method == "POST":
        password = request.POST.get("password", "")
        try:
            if password != request.POST.get("again", ""):
                error = _("The two passwords differ.")
            else:
                accept(token=token, password=password, at=now)
                return redirect("sign_in")
        except Invalid:
            error = _("A password has 12 to 200 characters. A few words are easier to remember than signs.")
    context = {"person": person, "error": error}
    return render(request, "config/administration/invitation.html", context, status=422 if error else 200)
