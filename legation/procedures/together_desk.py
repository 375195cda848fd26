"""What an officer does with many cases in one go: a page with a list for each such verb of their roles."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from legation.ground.errors import Invalid, NotFound
from legation.ground.languages.api import current
from legation.ground.people.api import Actor
from legation.ground.posts.api import actor_of
from legation.ground.posts.policy import staff
from legation.procedures.bundles import Opened
from legation.procedures.case_lines import line_of
from legation.procedures.desks import Desk, desk_of
from legation.procedures.elsewhere import elsewhere
from legation.procedures.queues import MOST_TOGETHER, waiting_together
from legation.procedures.services.act_together import act_together, can_be_done


@dataclass
class Way:
    """A verb that one of an officer's roles may do with many cases at once.

    Args:
        opened: a service that has it, for its name.
        states: procedure -> the states from which it is done.
    """

    verb: str
    by: Actor
    opened: Opened
    states: dict[str, list[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called in forms and addresses."""
        return f"{self.verb}-{self.by.role}"


def address_together(desk: Desk) -> str:
    """Where the cases of the open list can be seen to in one go; empty where each is seen to for itself."""
    for each in desk.opened.definition.transitions:
        if each.together and desk.chosen in each.from_ and desk.actor.role in each.by:
            return f"{reverse('desk_together')}#{each.verb}-{desk.actor.role}"
    return ""


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """Several cases at once: received, sent, whatever their definitions let many be done with."""
    ways = _ways(request, desk_of(request).services)
    if request.method != "POST":
        return _page(request, ways, {})
    way, chosen = ways.get(request.POST.get("way", "")), request.POST.getlist("case")
    if way is None:
        raise NotFound("no such verb for many cases")
    try:
        refused = act_together(references=chosen, verb=way.verb, by=way.by, at=datetime.now(UTC))
    except Invalid as error:
        return _page(request, ways, {"error": error.reader, "which": way.name})
    done = len(set(chosen)) - len(refused)
    if refused:
        return _page(request, ways, {"refused": refused, "which": way.name, "done": done})
    return redirect(f"{reverse('desk_together')}?done={done}&which={way.name}#{way.name}")


def _ways(request: HttpRequest, services: Collection[Opened]) -> dict[str, Way]:
    """Name -> way, in the order of the services."""
    found: dict[str, Way] = {}
    roles: Mapping[str, Any] = request.roles  # type: ignore[attr-defined]
    for opened in services:
        for each in opened.definition.transitions:
            for role in (one for one in each.by if each.together and one in roles):
                way = Way(each.verb, actor_of(request.user, role), opened)  # type: ignore[arg-type]
                way = found.setdefault(way.name, way)
                way.states.setdefault(opened.definition.procedure, []).extend(each.from_)
    return found


def _page(request: HttpRequest, ways: Mapping[str, Way], said: Mapping[str, Any]) -> HttpResponse:
    code, done = current().code, request.GET.get("done", "")
    context: dict[str, Any] = {"error": "", "refused": [], "which": request.GET.get("which", "")}
    context |= {"done": int(done) if done.isascii() and done.isdigit() and len(done) < 4 else 0, **said}
    chosen, lists = set(request.POST.getlist("case")), []
    away = elsewhere(request.user, at=datetime.now(UTC)).alone  # type: ignore[arg-type]
    for name, way in ways.items():
        cases = [each for each in waiting_together(way.by, way.states) if can_be_done(each, way.verb, way.by)]
        everything = request.GET.get("all") == name
        lists.append({
            "name": name, "title": way.opened.text(f"verb.{way.verb}", code), "all": everything,
            "cases": [line_of(case, code, away) for case in cases[:MOST_TOGETHER]], "more": len(cases) > MOST_TOGETHER,
            "chosen": {each.reference for each in cases} if everything else chosen,
        })  # fmt: skip
    return render(
        request, "procedures/together.html", context | {"lists": lists}, status=422 if said else 200
    )  # fmt: skip
