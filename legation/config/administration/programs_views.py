"""The administrators' page of programs: service accounts, their tokens, and the form that asks for one."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from legation.config.administration import permit
from legation.ground.approvals import api as approvals
from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, Invalid
from legation.ground.posts.policy import staff
from legation.ground.tokens import api as tokens
from legation.ground.tokens.scopes import OF_SERVICES

MOST_LISTED = 200


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def programs(request: HttpRequest) -> HttpResponse:
    """Whose programs may ask what. Giving a token takes two people, taking it back one."""
    by, now, error = permit.administrator(request), datetime.now(UTC), ""
    if request.method == "POST":
        which = request.POST.get("token", "")
        if which.isdecimal() and len(which) < 19:
            tokens.revoke_token(int(which), at=now)
            record_access(actor=by.name, verb="revoked_token", at=now, subject=f"token:{which}")
            return redirect(request.path)
        try:
            reason, arguments = request.POST.get("reason", ""), _asked(request)
            made = approvals.ask(verb="service_token", arguments=arguments, reason=reason, by=by, at=now)
            return redirect("administration_request", pk=made.pk)
        except (Conflict, Invalid) as wrong:
            error = str(next(iter(getattr(wrong, "fields", {}).values()), wrong.reader))
    rows = tokens.in_force(at=now).filter(service__isnull=False).order_by("service__name", "pk")[:MOST_LISTED]
    context = {
        "rows": list(rows), "offered": [(scope, scope, None) for scope in OF_SERVICES], "error": error,
        "given": request.POST, "chosen": request.POST.getlist("scopes"),
    }  # fmt: skip
    return render(request, "config/administration/programs.html", context, status=422 if error else 200)


def _asked(request: HttpRequest) -> dict[str, Any]:
    days = request.POST.get("days", "")
    return {
        "name": " ".join(request.POST.get("name", "").split())[:80],
        "scopes": sorted(set(request.POST.getlist("scopes"))),
        "days": int(days) if days.isascii() and days.isdigit() and len(days) < 6 else 0,
    }


@staff
@require_POST
def make_token(request: HttpRequest, pk: int) -> HttpResponse:
    """The token of an approved request, made and shown once, to the one who asked."""
    by, now = permit.administrator(request), datetime.now(UTC)
    arguments = approvals.approved(pk, verb="service_token", by=by, at=now)
    number, token = tokens.create_token(**arguments, at=now, approval=pk)
    record_access(actor=by.name, verb="made_token", at=now, subject=f"token:{number}", body={"approval": pk})
    return render(request, "config/administration/token.html", {"token": token, "asked": arguments, "pk": pk})
