"""Which papers are needed to use one somewhere, in which order and at what cost: a page for everybody."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from legation.ground.languages.api import current
from legation.ground.posts.policy import public
from legation.ground.profile import profile
from legation.ground.states.names import residences, state_name
from legation.procedures.chains.checklist import Asked, asked_of, checklist
from legation.procedures.chains.conventions import apostilles
from legation.procedures.chains.table import PAPERS, table


@public
@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """The questions, and the chain that answers them as soon as all are answered; two queries at most."""
    code = current().code
    asked = asked_of(request.GET) if "used_in" in request.GET else Asked(request.GET.get("paper", "")[:40])
    complete = "used_in" in request.GET and not asked.errors
    own = profile().state
    context = {
        "asked": asked, "code": code, "own": own, "own_name": state_name(own, code), "apostilles": apostilles(),
        "papers": [(each, PAPERS[each]) for each in table().papers],
        "states": [(each.code, each.name) for each in residences(code)],
        "found": checklist(asked, code, at=datetime.now(UTC)) if complete else None,
        "used_name": state_name(asked.used_in, code) if complete else "",
    }  # fmt: skip
    return render(request, "procedures/checklist.html", context, status=422 if asked.errors else 200)
