"""Everything the house does for somebody, by area; found by the words people use. Works without script."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from legation.ground.languages.api import current
from legation.ground.posts.policy import public
from legation.procedures.bundles import offered
from legation.procedures.chains.table import in_chains
from legation.procedures.kinds import clean
from legation.procedures.services_found import areas_of, matching

LONGEST_QUESTION = 120


@public
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """The services that are offered, or those whose words answer `q`; one query at most, none within ten seconds."""
    code, asked = current().code, clean(request.GET.get("q", ""))[:LONGEST_QUESTION]
    everything = offered(at=datetime.now(UTC))
    found = matching(everything, asked, code) if asked else everything
    context = {"areas": areas_of(found, sort=not asked), "asked": asked, "number": len(found), "code": code}
    context["chained"] = bool(in_chains())
    return render(request, "procedures/services.html", context)
