"""The blank passports of a place: how many there are, what came and went, and which files are out."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legation.config.head.permit import frame, head_of
from legation.ground import node
from legation.ground.errors import AtCentre
from legation.ground.languages.api import current
from legation.ground.people.api import names_of
from legation.ground.posts.api import post_names
from legation.ground.posts.policy import staff
from legation.production import api as production


@staff
@require_safe
def blanks(request: HttpRequest, post: str) -> HttpResponse:
    """How they stand."""
    _by, found = head_of(request, post)
    if node.here() is not None:
        raise AtCentre("blanks are counted at the centre")
    names, under_way = post_names(current().code), production.under_way(post)
    moves = production.moves_of(post, before=_number(request.GET.get("before", "")))
    jobs = production.jobs_out(post, after=_number(request.GET.get("after", "")))
    context = frame(found) | {
        "held": production.held_at(post), "moves": _told(moves[: production.PAGE], names),
        "more": moves[production.PAGE - 1].number if len(moves) > production.PAGE else 0,
        "jobs": jobs[: production.PAGE],
        "more_jobs": jobs[production.PAGE - 1].pk if len(jobs) > production.PAGE else 0,
        "coming": [each for each in under_way if each.to == post], "names": names,
        "going": [each for each in under_way if each.place == post],
    }  # fmt: skip
    return render(request, "config/head/blanks.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _told(moves: list[production.Move], names: Mapping[str, str]) -> list[tuple[production.Move, str, str]]:
    """Moves with what they are and who made them, in one query."""
    people = names_of({each.actor for each in moves})
    machines = {"system:production": _("Printing place"), "command:blanks": _("At the server")}
    return [(each, _what(each, names), people.get(each.actor) or machines.get(each.actor, "")) for each in moves]


def _what(move: production.Move, names: Mapping[str, str]) -> str:
    body = move.body
    if "to" in body:
        return _("Sent to: %(place)s") % {"place": names.get(body["to"], body["to"])}
    if "of" in body:
        return _("Arrived from: %(place)s, %(count)s of %(sent)s") % {
            "place": names.get(body["from"], body["from"]), "count": move.change, "sent": body["sent"]}  # fmt: skip
    known = {
        production.RECEIVED: _("Came from their maker"), production.USED: _("Used for a passport"),
        production.SPOILED: _("Spoiled"), production.SENT_ON: _("Sent on"), production.RELEASED: _("Held no longer"),
    }  # fmt: skip
    return known.get(move.verb, move.verb)
