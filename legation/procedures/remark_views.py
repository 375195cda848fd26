"""The pages on which an applicant and the office write to each other."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.ground.audit.api import record_accesses
from legation.ground.errors import Invalid
from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.people.api import Actor
from legation.ground.posts.api import post_code, post_names
from legation.ground.posts.policy import public, staff
from legation.procedures.bundles import open_bundle
from legation.procedures.desks import desk_of, desks_of
from legation.procedures.models import Case
from legation.procedures.remarks import read_by_applicant, remarks_of, waiting
from legation.procedures.selectors import case_for, draft_of
from legation.procedures.services.write import MOST, answer_applicant, set_aside, write_to_office


@public
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, token: str) -> HttpResponse:
    """What was written about an application, and a place to write."""
    case, opened = draft_of(token)
    if case.count == 0:
        return redirect("application", token=token)
    code, text, errors = current().code, request.POST.get("text", "")[:MOST], dict[str, Any]()
    if request.method == "POST":
        hit("write", case.reference, at=datetime.now(UTC), most=20, minutes=60)
        try:
            write_to_office(case=case, text=text, at=datetime.now(UTC))
            return redirect("write", token=token)
        except Invalid as error:
            errors = error.fields
    said = remarks_of([case])[case.pk]
    read_by_applicant(case)
    names, place = post_names(code), post_code(case.post_id)
    context = {
        "opened": opened, "token": token, "case": case, "said": said, "text": text, "errors": errors,
        "office": names.get(place, place), "most": MOST,
    }  # fmt: skip
    return render(request, "procedures/write.html", context, status=422 if errors else 200)


@staff
@require_safe
def desk_remarks(request: HttpRequest) -> HttpResponse:
    """Whoever waits for an answer, the first first."""
    desks = desks_of(request)
    return _desk(request, [(case, desks[case.procedure]) for case in waiting(desks)])


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def desk_write(request: HttpRequest, reference: str) -> HttpResponse:
    """What was written about one case, and a place to answer."""
    desk, now = desk_of(request, reference), datetime.now(UTC)
    case, _opened = case_for(desk.actor, reference, at=now, named=desk.row)
    if request.method == "POST":
        text = request.POST.get("text", "")[:MOST]
        try:
            answer_applicant(reference=case.reference, text=text, by=desk.actor, at=now)
            return redirect("desk_case", reference=case.reference)
        except Invalid as error:
            return _desk(request, [(case, desk.actor)], error.fields, one=True)
    return _desk(request, [(case, desk.actor)], one=True)


@staff
@require_POST
def desk_set_aside(request: HttpRequest, reference: str) -> HttpResponse:
    """What was written needs no answer."""
    set_aside(reference=reference, by=desk_of(request, reference).actor, at=datetime.now(UTC))
    return redirect("desk_remarks")


def _desk(
    request: HttpRequest, found: list[tuple[Case, Actor]], errors: dict[str, Any] | None = None, *, one: bool = False
) -> HttpResponse:
    code = current().code
    if found and not one:
        seen = [(case.reference, {"role": by.role, "post": post_code(case.post_id)}) for case, by in found]
        record_accesses(actor=found[0][1].name, verb="looked_at", at=datetime.now(UTC), to=seen)
    said = remarks_of([case for case, _by in found])
    rows = [
        {"case": case, "said": said[case.pk], "title": open_bundle(case.bundle_id).text("title", code),
         "status": open_bundle(case.bundle_id).at_desk(case.status, code)} for case, _by in found
    ]  # fmt: skip
    context = {"rows": rows, "one": one, "errors": errors or {}, "most": MOST, "text": request.POST.get("text", "")}
    return render(request, "procedures/remarks.html", context, status=422 if errors else 200)
