"""What people ask about their data, for the officers who answer."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from legation.ground.audit.api import record_accesses
from legation.ground.errors import Invalid, NotFound
from legation.ground.languages.api import current
from legation.ground.people.api import Actor
from legation.ground.posts.api import post_code
from legation.ground.posts.policy import staff
from legation.procedures.bundles import open_bundle
from legation.procedures.desks import desks_of
from legation.procedures.models import CaseAction, DataRequest
from legation.procedures.privacy import open_note, procedure_of_request, requests_for
from legation.procedures.requests import ERASURE, GROUNDS, KINDS, fitting
from legation.procedures.selectors import actions_of_all
from legation.procedures.services.answer_request import answer_request


@staff
@require_safe
def data_requests(request: HttpRequest) -> HttpResponse:
    """Those that wait for an answer, oldest first."""
    return _page(request, desks_of(request))


def _page(request: HttpRequest, desks: dict[str, Actor], error: Any = "", which: int = 0) -> HttpResponse:
    now, code = datetime.now(UTC), current().code
    found = requests_for(desks)
    actions = actions_of_all([each.case for each in found])
    rows = [_row(each, actions[each.case_id], code) for each in found]
    for procedure, actor in desks.items():
        seen = [
            (row["case"], {"role": actor.role, "post": row["post"]}) for row in rows if row["procedure"] == procedure
        ]
        if seen:
            record_accesses(actor=actor.name, verb="looked_at", at=now, to=seen)
    context = {"rows": rows, "error": error, "which": which, "note": request.POST.get("note", "")[:2000]}
    return render(request, "procedures/requests.html", context, status=422 if error else 200)


def _row(each: DataRequest, actions: list[CaseAction], code: str) -> dict[str, Any]:
    opened = open_bundle(each.case.bundle_id)
    return {
        "pk": each.pk, "procedure": each.case.procedure, "case": each.case.reference,
        "kind": KINDS[each.kind], "asked_at": each.asked_at,
        "said": open_note(each.case, each.said), "status": opened.at_desk(each.case.status, code),
        "grounds": [(ground, GROUNDS[ground]) for ground in fitting(opened, each.case, actions, each.kind)],
        "law": opened.kept_because(code) if each.kind == ERASURE else "", "post": post_code(each.case.post_id),
    }  # fmt: skip


@staff
@require_POST
def answer_data_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse one of them."""
    desks, ground, note = desks_of(request), request.POST.get("ground", ""), request.POST.get("note", "")[:2000]
    try:
        procedure = procedure_of_request(pk)
        if procedure not in desks:
            raise NotFound(f"request {pk}")
        answer_request(request=pk, ground=ground, note=note, by=desks[procedure], at=datetime.now(UTC))
    except Invalid as error:
        return _page(request, desks, error.reader, pk)
    return redirect("data_requests")
