"""The administrators' pages of programs: service accounts, their tokens, the form that asks for one, and their end."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from legation.config.administration import permit
from legation.config.administration.programs import found
from legation.config.api.tokens_views import LABELS
from legation.ground.approvals import api as approvals
from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, Invalid, LegationError
from legation.ground.people.api import Actor
from legation.ground.posts.policy import staff
from legation.ground.tokens import api as tokens
from legation.ground.tokens.scopes import OF_SERVICES
from legation.ground.webhooks import api as webhooks

MOST_LISTED = 200


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def programs(request: HttpRequest) -> HttpResponse:
    """Whose programs may ask something; and the form that asks for a token, which takes two people."""
    by, now, error = permit.administrator(request), datetime.now(UTC), ""
    if request.method == "POST":
        try:
            return _ask(request, by, "service_token", _asked(request))
        except (Conflict, Invalid) as wrong:
            error = _reader(wrong)
    context = {
        "rows": list(tokens.accounts(at=now)[:MOST_LISTED]), "error": error, "given": request.POST,
        "offered": [(scope, LABELS[scope], scope) for scope in OF_SERVICES], "chosen": request.POST.getlist("scopes"),
    }  # fmt: skip
    return render(request, "config/administration/programs.html", context, status=422 if error else 200)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def program(request: HttpRequest, pk: int) -> HttpResponse:
    """One program: its tokens, of which one person takes one back, and its end, which takes two."""
    by, now, error = permit.administrator(request), datetime.now(UTC), ""
    account, held = found(pk), tokens.in_force(at=now).filter(service=pk)
    if request.method == "POST":
        which = request.POST.get("token", "")
        if which.isdecimal() and len(which) < 19 and held.filter(pk=int(which)).exists():
            tokens.revoke_token(int(which), at=now)
            record_access(actor=by.name, verb="revoked_token", at=now, subject=f"token:{which}")
            return redirect(request.path)
        try:
            return _ask(request, by, "close_program", {"service": pk, "name": account.name})
        except (Conflict, Invalid) as wrong:
            error = _reader(wrong)
    context = {
        "account": account, "rows": list(held), "addresses": webhooks.in_force(pk), "error": error,
        "given": request.POST,
    }  # fmt: skip
    return render(request, "config/administration/program.html", context, status=422 if error else 200)


def _ask(request: HttpRequest, by: Actor, verb: str, arguments: dict[str, Any]) -> HttpResponse:
    reason = request.POST.get("reason", "")
    made = approvals.ask(verb=verb, arguments=arguments, reason=reason, by=by, at=datetime.now(UTC))
    return redirect("administration_request", pk=made.pk)


def _reader(wrong: LegationError) -> Any:
    return next(iter(getattr(wrong, "fields", {}).values()), wrong.reader)


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
