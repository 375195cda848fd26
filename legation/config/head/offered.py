"""Which services the post offers, among those for which one comes to a post."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from legation.config.head.permit import GET_AND_POST, frame, head_of
from legation.ground.languages.api import current
from legation.ground.posts.network import network
from legation.ground.posts.policy import staff
from legation.ground.posts.services.choose_services import choose_services
from legation.ground.states.collation import sort_key
from legation.procedures.api import offered


@staff
@require_http_methods(GET_AND_POST)
def services(request: HttpRequest, post: str) -> HttpResponse:
    """The services with a box for each."""
    by, found = head_of(request, post)
    now, code = datetime.now(UTC), current().code
    known = {
        each.definition.procedure: each.text("title", code)
        for each in offered(at=now) if each.definition.opened_at == "post"
    }  # fmt: skip
    if request.method == "POST":
        chosen = known.keys() & set(request.POST.getlist("offered"))
        choose_services(post=post, known=known, offered=chosen, by=by, at=now)
        return redirect("head_services", post=post)
    context = frame(found) | {
        "known": sorted(known.items(), key=lambda pair: sort_key(pair[1], code)),
        "chosen": [each for each in known if network().offers(post, each)],
    }  # fmt: skip
    return render(request, "config/head/services.html", context)
