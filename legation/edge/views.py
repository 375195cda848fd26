"""What both sides went on with while a post was cut off, for a person of the centre."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from legation.appointments.api import Booking
from legation.edge.bookings import NAME as BOOKING
from legation.edge.bookings import in_the_way
from legation.edge.models import Conflict, Package
from legation.edge.rows import Loader
from legation.edge.services.cut import cut
from legation.edge.services.resolve import may_resolve, resolve
from legation.edge.standing import own
from legation.edge.stories import Story, branch_of, stories
from legation.ground import node
from legation.ground.audit.api import record_accesses
from legation.ground.errors import Conflict as Refused
from legation.ground.errors import Invalid, NotAllowed, NotFound
from legation.ground.languages.api import current, format_moment
from legation.ground.people.api import Actor, names_of
from legation.ground.posts.api import post_names
from legation.ground.posts.policy import staff
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.models import CaseAction

MOST = 100


def _mine(request: HttpRequest, pk: int) -> Conflict:
    row = Conflict.objects.select_related("package__edge", "post").filter(pk=pk).first()
    if row is None or not may_resolve(request.user, branch_of(row)):  # type: ignore[arg-type]
        raise NotFound(f"no conflict {pk}")
    return row


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest) -> HttpResponse:
    """At an edge node: how it stands, and the button by which somebody of the post says that the line is gone."""
    here = node.here()
    if here is None:
        raise NotFound("this is the centre")
    error = ""
    if request.method == "POST":
        by = Actor(role="", name=f"person:{request.user.pk}", person=request.user)  # type: ignore[arg-type]
        try:
            cut(by=by, at=datetime.now(UTC))
            return redirect("edge_line")
        except (NotAllowed, Refused) as refused:
            error = str(refused.reader)
    row, waiting = own(), Package.objects.filter(receipt=None).count()
    context = {"row": row, "post": post_names(current().code)[row.post], "error": error, "waiting": waiting,
               "told": Package.objects.count() - waiting}  # fmt: skip
    return render(request, "edge/line.html", context, status=422 if error else 200)


@staff
@require_safe
def conflicts(request: HttpRequest) -> HttpResponse:
    """Those that nobody has decided, oldest first."""
    rows = Conflict.objects.select_related("post").filter(kept="").order_by("opened_at")[:MOST]
    names = post_names(current().code)
    context = {"rows": [{"pk": row.pk, "subject": row.subject, "post": names[row.post.code], "at": row.opened_at}
                        for row in rows if may_resolve(request.user, branch_of(row))]}  # type: ignore[arg-type]  # fmt: skip
    return render(request, "edge/conflicts.html", context)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """Both stories side by side, and which one goes on."""
    row, error, now = _mine(request, pk), "", datetime.now(UTC)
    by = Actor(role="", name=f"person:{request.user.pk}", person=request.user)  # type: ignore[arg-type]
    given = {name: request.POST.get(name, "")[:300] for name in ("keep", "reason")}
    if request.method == "POST":
        try:
            resolve(conflict=pk, keep=given["keep"], reason=given["reason"], by=by, at=now)
            return redirect("edge_conflict", pk)
        except (Invalid, Refused) as refused:
            error = str(refused.reader or _("Choose one of them."))
    found = stories(row) if row.kind == "case" else []
    record_accesses(actor=by.name, verb="looked_at", at=now,
                    to=[(story.case.reference, {"purpose": "conflict"}) for story in found])  # fmt: skip
    code = current().code
    context = {
        "row": row, "error": error, "given": given, "post": post_names(code)[row.post.code],
        "who": names_of([row.resolved_by]).get(row.resolved_by, ""),
        "stories": [_shown(story, code) for story in found],
        "seats": _seats(row) if row.kind == "booking" else None,
    }  # fmt: skip
    return render(request, "edge/conflict.html", context, status=422 if error else 200)


def _seats(row: Conflict) -> dict[str, list[tuple[str, datetime]]]:
    """The bookings that want one time: (number, when), by side."""
    theirs = branch_of(row)[BOOKING][0]
    there = in_the_way(theirs, Loader()) or list(Booking.objects.filter(number=theirs["number"]))
    return {"centre": [(each.number, each.starts_at) for each in there],
            "post": [(theirs["number"], datetime.fromisoformat(theirs["starts_at"]))]}  # fmt: skip


def _shown(story: Story, code: str) -> dict[str, Any]:
    opened = open_bundle(story.case.bundle_id)
    names = names_of([action.actor for action in (*story.centre, *story.post)])
    told = {side: [_line(opened, action, names, code) for action in actions]
            for side, actions in (("centre", story.centre), ("post", story.post))}  # fmt: skip
    return {"case": story.case.reference, "title": opened.text("title", code), **told}


def _line(opened: Opened, action: CaseAction, names: dict[str, str], code: str) -> tuple[str, str, str, str, str]:
    """As components.timeline draws it: nothing of what is sealed, since a decision about order needs no answers."""
    said = [names[action.actor]] if action.actor in names else []
    said += [opened.text(f"reason.{each}", code) for each in action.body.get("reasons", [])]
    when = format_moment(action.at, code)
    return action.at.isoformat(), when, opened.text(f"done.{action.verb}", code), " · ".join(said), "neutral"
