"""A citizen's account: their applications, the way into each, and everything the account itself holds."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from legation.appointments import api as appointments
from legation.documents import api as documents
from legation.ground.audit.api import record_access
from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.people.api import details_of, name_of
from legation.ground.people.holdings import holdings_of
from legation.ground.posts.api import post_code, post_names
from legation.ground.posts.policy import citizen
from legation.ground.posts.told import MINE, notices_at
from legation.procedures.bundles import in_force, offered, open_bundle
from legation.procedures.data_views import told_looks
from legation.procedures.district import posts_serving
from legation.procedures.household import household
from legation.procedures.models import Case
from legation.procedures.privacy import looks_at
from legation.procedures.remarks import unread
from legation.procedures.responses import zip_response
from legation.procedures.selectors import cases_of_account
from legation.procedures.services.export import export
from legation.procedures.services.open_way import open_way


@citizen
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """My applications."""
    found, code = request.citizen, current().code  # type: ignore[attr-defined]
    cases, names = cases_of_account(found), post_names(code)
    details, news = details_of(found), unread(cases)
    posts = posts_serving(cases, request.COOKIES.get(MINE, ""))
    issued = documents.of_references([case.reference for case in cases])
    booked = appointments.of_references(case.reference for case in cases)
    context = {
        "appointments": sorted((each for every in booked.values() for each in every), key=lambda each: each.starts_at),
        "rows": [_row(found, code, news, names) for found in _applications(cases)],
        "relatives": household(cases, issued, code), "services": _services(code),
        "told": notices_at(posts, datetime.now(UTC), code), "posts": [(each, names.get(each, each)) for each in posts],
        "looks": told_looks(looks_at(cases), code),
        "email": details.get("email"), "name": name_of(found),
    }  # fmt: skip
    return render(request, "procedures/account.html", context)


def _applications(cases: list[Case]) -> list[list[Case]]:
    """The cases, those of one application together."""
    found: dict[int, list[Case]] = {}
    for case in cases:
        found.setdefault(case.application_id, []).append(case)
    return list(found.values())


def _services(code: str) -> list[tuple[str, str]]:
    """(procedure, title) of what can be begun without a first question, by title."""
    found = [each for each in offered(at=datetime.now(UTC)) if not each.definition.starts_with]
    return sorted(((each.definition.procedure, each.text("title", code)) for each in found), key=lambda pair: pair[1])


def _row(cases: list[Case], code: str, news: dict[int, int], names: dict[str, str]) -> dict[str, object]:
    """An application; where its cases differ, as the first whose turn it is stands."""
    opened = open_bundle(cases[0].bundle_id)
    turns = [opened.definition.state_named(each.status).phase for each in cases]
    case = next((each for each, turn in zip(cases, turns, strict=True) if turn in ("draft", "applicant")), cases[0])
    state = opened.definition.state_named(case.status)
    return {
        "size": len(cases),
        "reference": case.application.reference, "title": opened.text("title", code),
        "status": opened.text(f"state.{case.status}", code), "phase": state.phase, "code": case.status,
        "when": case.application.submitted_at or case.opened_at, "draft": state.phase == "draft",
        "waits": state.phase == "applicant", "next": opened.text(f"next.{case.status}", code),
        "deadline": case.deadline if state.phase in ("office", "officer") else None,
        "place": names.get(place := post_code(case.post_id), place) if state.phase in ("office", "officer") else "",
        "unread": sum(news.get(each.pk, 0) for each in cases),
    }  # fmt: skip


@citizen
@require_POST
def open_application(request: HttpRequest, reference: str) -> HttpResponse:
    """Go on with one of them."""
    token = open_way(citizen=request.citizen, reference=reference, at=datetime.now(UTC))  # type: ignore[attr-defined]
    return redirect("application", token=token)


@citizen
@require_POST
def begin_for_relative(request: HttpRequest) -> HttpResponse:
    """A service for somebody for whom they have applied before."""
    procedure, reference = (request.POST.get(name, "")[:40] for name in ("service", "person"))
    if not (procedure and reference):
        return redirect("account")
    in_force(procedure, at=datetime.now(UTC))
    return redirect(f"{reverse('procedure', args=[procedure])}?{urlencode({'person': reference})}")


@citizen
@require_POST
def account_export(request: HttpRequest) -> HttpResponse:
    """Everything held about a citizen and their applications."""
    found, now = request.citizen, datetime.now(UTC)  # type: ignore[attr-defined]
    hit("export", f"citizen:{found.pk}", at=now, most=20, minutes=10)
    told = {
        **details_of(found), "language": found.language, "created_at": found.created_at,
        "passkeys": [{"name": key.name, "created_at": key.created_at, "used_at": key.used_at}
                     for key in found.passkeys.order_by("pk")],
        **holdings_of(found),
    }  # fmt: skip
    record_access(actor=f"citizen:{found.pk}", verb="exported", at=now)
    cases = cases_of_account(found)
    return zip_response(export(cases=cases, account=told, language=current().code, at=now), "my-data")


@citizen
@require_POST
def account_erase(request: HttpRequest) -> HttpResponse:
    """Erase the account: address, passkeys, what the national sign-on said. Applications stay what they are."""
    found = request.citizen  # type: ignore[attr-defined]
    record_access(actor=f"citizen:{found.pk}", verb="account_erased", at=datetime.now(UTC))
    request.session.flush()
    found.delete()
    return redirect("home")
