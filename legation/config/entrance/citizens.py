"""Sign-in of citizens: a link to their e-mail address, or a passkey they made before."""

import secrets
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from legation.config.entrance.staff import onward
from legation.ground.audit.api import record_access
from legation.ground.errors import Invalid, NotFound
from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.people import national, passkeys
from legation.ground.people.api import Citizen, citizen_of, let_in
from legation.ground.people.services.ask_link import ask_link, link_index
from legation.ground.people.services.check_passkey import check_passkey
from legation.ground.people.services.use_link import look_at_link, use_link
from legation.ground.posts.policy import public
from legation.ground.profile import profile
from legation.messaging import api as messaging
from legation.web.client import address_of

_ADDS = "adds"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a link, or present a passkey. The answer is the same whether an address is known or not."""
    if request.method == "POST" and "passkey" in request.POST:
        return _by_passkey(request)
    address, error = request.POST.get("email", "").strip()[:254], ""
    if request.method == "POST":
        now = datetime.now(UTC)
        hit("link", address_of(request), at=now, most=30, minutes=10)
        try:
            validate_email(address)
        except ValidationError:
            error = _("Write an e-mail address such as name@example.org.")
        else:
            hit("link_to", address.casefold(), at=now, most=5, minutes=15)
            token = ask_link(address=address, language=current().code, at=now)
            if citizen_of(request):
                request.session[_ADDS] = link_index(token).hex()
            _mail(address, token, at=now)
            return render(request, "config/link_sent.html", {"address": address})
    return page(request, address=address, error=error)


def page(
    request: HttpRequest, *, address: str = "", error: Any = "", said: Any = "", status: int = 422
) -> HttpResponse:
    """The ways in, with what is wrong with the address, or what is said of another way that failed."""
    context = {
        "address": address, "error": error, "said": said, "sign_on": sign_on_name(),
        "next": request.POST.get("next") or request.GET.get("next") or "/",
        "options": passkeys.request_options(request, at=datetime.now(UTC)) if passkeys.offered() else "",
    }  # fmt: skip
    return render(request, "config/citizen_sign_in.html", context, status=status if error or said else 200)


def sign_on_name() -> str:
    """What the national sign-on is called in the reader's language; empty where there is none."""
    found = profile().sign_on if national.offered() else None
    return (found.name.get(current().code) or found.name["en"]) if found else ""


def _by_passkey(request: HttpRequest) -> HttpResponse:
    now = datetime.now(UTC)
    hit("link", address_of(request), at=now, most=30, minutes=10)
    try:
        challenge = passkeys.taken(request, "get", at=now)
        found = check_passkey(answer=request.POST["passkey"][:8000], challenge=challenge, staff=False, at=now)
    except Invalid as error:
        return page(request, said=error.reader)
    if not isinstance(found, Citizen):
        return page(request, said=passkeys.refused().reader)
    record_access(actor=f"citizen:{found.pk}", verb="sign_in", at=now, body={"by": "passkey"})
    let_in(request, found)
    return redirect(onward(request, "account"))


def _mail(address: str, token: str, *, at: datetime) -> None:
    way = settings.LEGATION_ADDRESS + reverse("citizen_enter", args=[token])
    body = _("Someone, we hope you, asked to sign in with this address. Open this page and press the button:"
             "\n\n{link}\n\n"
             "The link works once, within 15 minutes. If it was not you, do nothing: nobody gets in without it."
    )  # fmt: skip
    messaging.send(
        messaging.Letter(
            key=f"link:{secrets.token_hex(8)}", reference="", to=address, language=current().code,
            subject=_("Your link to sign in"), body=body.replace("{link}", way),
        ),
        at=at,
    )  # fmt: skip


@public
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link leads: it says whose account it opens, and opens it when the button is pressed."""
    now = datetime.now(UTC)
    hit("enter", address_of(request), at=now, most=60, minutes=10)
    try:
        address = look_at_link(token=token, at=now)
        if request.method != "POST":
            return render(request, "config/link_opened.html", {"address": address})
        # only a link that this very account asked for here adds its address to it: another one changes accounts
        asked = request.session.get(_ADDS) == link_index(token).hex()
        found = use_link(token=token, by=citizen_of(request) if asked else None, at=now)
    except NotFound as error:
        return page(request, said=error.reader, status=404)
    let_in(request, found)
    return redirect("account")
