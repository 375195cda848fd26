"""A head's first page: how the post stands, what waits, and what was changed by whom."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from legation.appointments import api as appointments
from legation.config.head import changes
from legation.config.head.permit import frame, head_of
from legation.edge import api as edge
from legation.ground.audit.api import Entry
from legation.ground.errors import NotAllowed
from legation.ground.languages.api import current
from legation.ground.people.api import names_of
from legation.ground.posts.heads import changes_of, posts_headed
from legation.ground.posts.policy import staff


@staff
@require_safe
def head(request: HttpRequest) -> HttpResponse:
    """The posts of which somebody is head: the one, or a choice."""
    found = posts_headed(request.user)  # type: ignore[arg-type]
    if not found:
        raise NotAllowed(f"{request.user.pk} is head of no post")
    if len(found) == 1:
        return redirect("head_post", post=found[0].code)
    return render(
        request, "config/head/posts.html", {"posts": [(each.code, each.name(current().code)) for each in found]}
    )


@staff
@require_safe
def post(request: HttpRequest, post: str) -> HttpResponse:
    """One post: what can be changed, and what was."""
    _by, found = head_of(request, post)
    now = datetime.now(UTC)
    waiting = len(appointments.displaced_at(found, at=now))
    away = next((row for row in edge.standings(at=now, posts=[post]) if row.why != edge.HERE), None)
    context = frame(found) | {"waiting": waiting, "changes": _told(changes_of(post)), "away": away}
    return render(request, "config/head/post.html", context)


def _told(rows: list[Entry]) -> list[dict[str, Any]]:
    """Changes with the names of who made them, in one query."""
    people, found = names_of([row.actor for row in rows]), []
    for row in rows:
        sides = {side: changes.lines(row.body.get(side)) for side in ("before", "after")}
        found.append({"at": row.at, "who": people.get(row.actor, ""), "what": changes.name(row.verb), **sides})
    return found
