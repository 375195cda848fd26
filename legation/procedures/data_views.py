"""What an applicant may know and do about the data of their application, from the resume link or from their account."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from legation.ground.errors import Conflict, Invalid
from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.posts.api import post_key, post_names, post_zone
from legation.ground.posts.labels import role_label
from legation.ground.posts.policy import public
from legation.procedures.answers import open_answers
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.members import name_of
from legation.procedures.models import Case, DataRequest
from legation.procedures.privacy import Look, looks_at, open_note, requests_of
from legation.procedures.requests import GRANTED, GROUNDS, KINDS
from legation.procedures.responses import zip_response
from legation.procedures.selectors import cases_behind, draft_of, link_to
from legation.procedures.services.ask_about_data import ask_about_data
from legation.procedures.services.erase_draft import erase_draft
from legation.procedures.services.export import export
from legation.procedures.signing import person_of, signings_of
from legation.web.client import address_of


@public
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: HttpRequest, token: str) -> HttpResponse:
    """Who looked, what was asked, and the forms to ask."""
    case, opened = draft_of(token)
    if request.method == "POST":
        kind, now = request.POST.get("kind", ""), datetime.now(UTC)
        hit("data", token, at=now, most=20, minutes=10)
        try:
            if case.count == 0 and kind == "erasure":
                erase_draft(token=token, at=now)
                return render(request, "procedures/erased.html")
            ask_about_data(case=case, opened=opened, kind=kind, said=request.POST.get(kind, ""), at=now)
        except (Invalid, Conflict) as error:
            fields = getattr(error, "fields", None) or {kind: error.reader}
            return _data(request, token, case, fields)
        return redirect("application_data", token=token)
    return _data(request, token, case, {})


def _data(request: HttpRequest, token: str, case: Case, errors: dict[str, Any]) -> HttpResponse:
    cases, code, opened = cases_behind(token, case), current().code, open_bundle(case.bundle_id)
    readable = [each for each in cases if each.data_key is not None]
    context = {
        "token": token, "opened": opened, "persons": _persons(token, opened, cases, code),
        "reference": case.application.reference, "draft": case.count == 0,
        "looks": told_looks(looks_at(cases), code), "errors": errors,
        "typed": {kind: request.POST.get(kind, "")[:2000] for kind in KINDS},
        "signers": [(person_of(each), each) for each in signings_of(readable if opened.definition.signatures else [])],
        "asked": [_asked(each, opened) for each in requests_of(readable)],
    }  # fmt: skip
    return render(request, "procedures/data.html", context, status=422 if errors else 200)


def _persons(token: str, opened: Opened, cases: list[Case], code: str) -> list[tuple[str, str]]:
    """(name, link) of each person, where a link opens several: each asks about their own data on their own page."""
    if len(cases) == 1:
        return []
    numbered = [(number, each) for number, each in enumerate(cases, start=1) if each.data_key is not None]
    return [(name_of(opened, open_answers(each), number, code), link_to(token, each)) for number, each in numbered]


def _asked(each: DataRequest, opened: Any) -> dict[str, Any]:
    return {
        "kind": KINDS[each.kind], "asked_at": each.asked_at, "said": open_note(each.case, each.said),
        "answered_at": each.answered_at, "granted": each.ground in GRANTED,
        "ground": GROUNDS.get(each.ground, ""), "note": open_note(each.case, each.note),
        "law": opened.kept_because(current().code) if each.ground == "statutory" else "",
    }  # fmt: skip


def told_looks(looks: list[Look], code: str) -> list[tuple[datetime, str, str, str, str]]:
    """(when, by which clock, role, post, reference) in the reader's words; the clock is that of the post."""
    names, zones = post_names(code), {each.post: post_zone(post_key(each.post)) for each in looks if each.post}
    return [
        (each.at, zones.get(each.post, "UTC"), role_label(each.role), names.get(each.post, each.post), each.reference)
        for each in looks
    ]


@public
@require_POST
def application_export(request: HttpRequest, token: str) -> HttpResponse:
    """Everything held about an application, as a zip."""
    case, _opened = draft_of(token)
    hit("export", address_of(request), at=datetime.now(UTC), most=20, minutes=10)
    cases = [each for each in cases_behind(token, case) if each.data_key is not None]
    return zip_response(export(cases=cases, language=current().code, at=datetime.now(UTC)), case.application.reference)
