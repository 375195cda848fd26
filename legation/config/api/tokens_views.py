"""The page of one's own tokens: make one that may do less than oneself, take it back. Of staff and of citizens."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, Invalid
from legation.ground.languages.api import current, format_date
from legation.ground.limits.api import hit
from legation.ground.posts.policy import citizen, staff
from legation.ground.tokens import api as tokens
from legation.ground.tokens import scopes
from legation.web.client import address_of

MOST_TOKENS = 20
DAYS = (30, 90, 365)
LABELS = {
    scopes.APPLICATIONS_READ: gettext_lazy("Read applications and fetch documents"),
    scopes.APPLICATIONS_WRITE: gettext_lazy("Start, fill in, hand in and take back applications"),
    scopes.APPLICATIONS_DATA: gettext_lazy("Fetch everything that is held, have it corrected or erased"),
    scopes.CASES_READ: gettext_lazy("Read the queue and cases"),
    scopes.CASES_SEARCH: gettext_lazy("Search for cases"),
    scopes.CASES_DECIDE: gettext_lazy("Decide on cases"),
    scopes.CHECK: gettext_lazy("Ask whether somebody may travel"),
    scopes.CROSSINGS: gettext_lazy("Report entries and exits"),
    scopes.WEBHOOKS: gettext_lazy("Say which addresses are told of events"),
}


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def own_tokens(request: HttpRequest) -> HttpResponse:
    """A member of staff's tokens."""
    return _page(request, {"person": request.user}, scopes.OF_PERSONS, reverse("sessions"))


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def citizen_tokens(request: HttpRequest) -> HttpResponse:
    """A citizen's tokens."""
    return _page(request, {"citizen": request.citizen}, scopes.OF_CITIZENS, reverse("account"))  # type: ignore[attr-defined]


def _page(request: HttpRequest, owner: dict[str, Any], offered: tuple[str, ...], back: str) -> HttpResponse:
    now, errors, made = datetime.now(UTC), {}, ""
    chosen = [scope for scope in request.POST.getlist("scopes") if scope in offered]
    name, days = " ".join(request.POST.get("name", "").split())[:80], request.POST.get("days", "90")
    if request.method == "POST":
        hit("tokens", address_of(request), at=now, most=60, minutes=10)
        which = request.POST.get("which", "")
        if which.isdecimal() and len(which) < 19:
            tokens.revoke_token(int(which), at=now, of=next(iter(owner.values())))
            return redirect(request.path)
        try:
            made = _made(owner, name, chosen, days, at=now)
        except Invalid as error:
            errors = error.fields
    context = {
        "rows": list(tokens.in_force(at=now).filter(**owner)), "labels": LABELS, "back": back, "made": made,
        "offered": [(scope, LABELS[scope], None) for scope in offered],
        "errors": errors, "chosen": chosen if errors else [],
        "name": name if errors else "", "days": days if errors else "90",
        "lengths": [(str(each), format_date(now.date() + timedelta(days=each), current().code)) for each in DAYS],
    }  # fmt: skip
    return render(request, "config/tokens.html", context, status=422 if errors else 200)


def _made(owner: dict[str, Any], name: str, chosen: list[str], days: str, *, at: datetime) -> str:
    errors: dict[str, Any] = {}
    if not name:
        errors["name"] = _("Say what it is for.")
    if not chosen:
        errors["scopes"] = _("Choose what it may do.")
    if days not in map(str, DAYS):
        errors["days"] = _("Choose how long it holds.")
    if errors:
        raise Invalid("token", fields=errors)
    if tokens.in_force(at=at).filter(**owner)[MOST_TOKENS - 1 :].exists():
        raise Conflict("too many tokens", reader=_("You have as many tokens as one may have. Take one back first."))
    number, token = tokens.create_token(name=name, scopes=chosen, days=int(days), at=at, **owner)
    record_access(actor=f"{next(iter(owner))}:{next(iter(owner.values())).pk}", verb="made_token", at=at,
                  subject=f"token:{number}", body={"scopes": chosen})  # fmt: skip
    return token
