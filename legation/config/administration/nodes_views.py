"""The administrators' page of edge nodes: which posts work without a line, and the two verbs by which that is said."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from legation.config.administration import permit
from legation.config.administration.services.nodes import say
from legation.edge import api as edge
from legation.ground.errors import Invalid, NotFound
from legation.ground.languages.api import current
from legation.ground.people.api import names_of
from legation.ground.posts.api import post_names
from legation.ground.posts.policy import staff


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def nodes(request: HttpRequest) -> HttpResponse:
    """Every node and how it stands; and the form that says where its post works."""
    by, error, now = permit.administrator(request), "", datetime.now(UTC)
    given = {name: request.POST.get(name, "")[:300] for name in ("post", "where", "reason")}
    if request.method == "POST":
        try:
            say(post=given["post"], where=given["where"], reason=given["reason"], by=by, at=now)
            return redirect("administration_nodes")
        except (Invalid, NotFound) as wrong:
            error = str(wrong.reader)
    rows, names = edge.standings(at=now), post_names(current().code)
    numbers, (blocks, blocks_soon) = edge.left(), edge.blocks_left()
    context = {
        "rows": rows, "names": names, "error": error, "given": given, "told": _told(rows, names),
        "choices": [(row.post, names[row.post]) for row in rows], "conflicts": sum(row.conflicts for row in rows),
        "numbers": numbers, "blocks": blocks, "blocks_soon": blocks_soon,
        "used_up": [names[row.post] for row in rows if row.code in numbers and numbers[row.code].soon],
        "silent": [names[row.post] for row in rows if row.why == edge.SILENT],
    }  # fmt: skip
    return render(request, "config/administration/nodes.html", context, status=422 if error else 200)


def _told(rows: list[edge.Standing], names: dict[str, str]) -> list[dict[str, Any]]:
    """What was said of the nodes: when, by whom, where the post works, and why."""
    posts, words = {f"edge:{row.code}": names[row.post] for row in rows}, _words()
    found = edge.said([row.code for row in rows])
    people = names_of([row.actor for row in found])
    return [
        {"at": row.at, "who": people.get(row.actor, ""), "what": words.get(row.verb, row.verb),
         "post": posts[row.subject], "why": row.body.get("reason", "")} for row in found
    ]  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "edge_enrolled": _("Node enrolled"), "works_alone": _("Works on its own"),
        "works_at_centre": _("Works at the centre"), "declared_cut_off": _("The post declared its line gone"),
    }  # fmt: skip
