"""The page of one's own passkeys: make one, name it, remove it. The same for staff and for citizens."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from legation.ground.errors import Invalid
from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.people import passkeys
from legation.ground.people.api import name_of
from legation.ground.people.services.add_passkey import add_passkey, remove_passkey, rename_passkey
from legation.ground.people.services.sittings import WITH_PASSKEY
from legation.ground.posts.api import roles_of
from legation.ground.posts.policy import citizen, person
from legation.ground.profile import profile
from legation.web.client import address_of


@person
@require_http_methods(["GET", "HEAD", "POST"])
def own_passkeys(request: HttpRequest) -> HttpResponse:
    """A member of staff's passkeys; whose role demands one and who has none makes the first here."""
    found: Any = request.user
    demanded = bool(set(roles_of(found)) & set(profile().passkeys)) and not request.session.get(WITH_PASSKEY)
    if demanded and passkeys.passkeys_of(found):
        return redirect("sign_in")
    return _keys(request, found, name=found.email, back=reverse("sessions"), demanded=demanded)


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def citizen_passkeys(request: HttpRequest) -> HttpResponse:
    """A citizen's passkeys."""
    found = request.citizen  # type: ignore[attr-defined]
    return _keys(request, found, name=name_of(found) or "-", back=reverse("account"))


def _keys(request: HttpRequest, owner: passkeys.Owner, *, name: str, back: str, demanded: bool = False) -> HttpResponse:
    now, error, typed = datetime.now(UTC), "", " ".join(request.POST.get("name", "").split())[:40]
    if request.method == "POST":
        hit("passkeys", address_of(request), at=now, most=60, minutes=10)
        try:
            _change(request, owner, typed, at=now)
        except Invalid as refusal:
            error = refusal.fields.get("name") or refusal.reader
        else:
            return redirect(request.path)
    code, names = current().code, profile().ministry.name
    options = passkeys.creation_options(request, owner, name=name, site=names.get(code) or names["en"], at=now)
    context = {
        "keys": passkeys.passkeys_of(owner), "error": error, "typed": typed if "passkey" in request.POST else "",
        "offered": passkeys.offered(), "options": options, "back": back, "demanded": demanded,
    }  # fmt: skip
    return render(request, "config/passkeys.html", context, status=422 if error else 200)


def _change(request: HttpRequest, owner: passkeys.Owner, name: str, *, at: datetime) -> None:
    which = request.POST.get("which", "")
    if which.isdecimal() and len(which) < 19:
        if "remove" in request.POST:
            remove_passkey(owner=owner, passkey=int(which), at=at)
        else:
            rename_passkey(owner=owner, passkey=int(which), name=name)
        return
    challenge = passkeys.taken(request, "create", at=at)
    add_passkey(owner=owner, answer=request.POST.get("passkey", "")[:16000], challenge=challenge, name=name, at=at)
    request.session[WITH_PASSKEY] = True
