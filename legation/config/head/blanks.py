"""The blank passports of a place: how many there are, what came and went, and which files are out."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from legation.config.head.permit import GET_AND_POST, frame, head_of
from legation.ground.errors import Conflict, Invalid
from legation.ground.languages.api import current
from legation.ground.people.api import Actor, names_of
from legation.ground.posts.api import Post, post_names
from legation.ground.posts.policy import staff
from legation.production import api as production

GIVE_UP = "give_up"


@staff
@require_http_methods(GET_AND_POST)
def blanks(request: HttpRequest, post: str) -> HttpResponse:
    """How they stand; whatever changes them is sent here, from this page or from that of a passport."""
    by, found = head_of(request, post)
    error: Invalid | Conflict | None = None
    if request.method == "POST":
        try:
            _do(request.POST, post, by, datetime.now(UTC))
            return redirect("head_blanks", post=post)
        except (Invalid, Conflict) as wrong:
            error = wrong
            if request.POST.get("act") == production.LOST and isinstance(error, Invalid):  # in a form of its own
                error.fields = {f"lost-{name}": said for name, said in error.fields.items()}
        if request.POST.get("act") == GIVE_UP:
            return _order(request, found, production.job_at(post, _number(request.POST.get("job", ""))), error)
    names, under_way = post_names(current().code), production.under_way(post)
    moves = production.moves_of(post, before=_number(request.GET.get("before", "")))
    jobs = production.jobs_out(post, after=_number(request.GET.get("after", "")))
    context = frame(found, error) | {
        "held": production.held_at(post), "moves": _told(moves[: production.PAGE], names),
        "typed": request.POST if request.POST.get("act") not in ("arrived", production.LOST) else {},
        "typed_lost": request.POST if request.POST.get("act") == production.LOST else {},
        "lost": production.lost(post)[: production.PAGE],
        "more": moves[production.PAGE - 1].number if len(moves) > production.PAGE else 0,
        "jobs": jobs[: production.PAGE],
        "more_jobs": jobs[production.PAGE - 1].pk if len(jobs) > production.PAGE else 0,
        "coming": [each for each in under_way if each.to == post], "names": names,
        "going": [each for each in under_way if each.place == post],
        "others": sorted((pair for pair in names.items() if pair[0] != post), key=lambda pair: pair[1]),
        "summary": list(getattr(error, "fields", {}).items()),
    }  # fmt: skip
    return render(request, "config/head/blanks.html", context, status=error.status if error else 200)


def _do(typed: Mapping[str, str], post: str, by: Actor, at: datetime) -> None:
    act, note, count = typed.get("act", ""), typed.get("note", "")[:500], _number(typed.get("count", ""))
    if act == "arrived":
        production.confirm_arrival(place=post, of=typed.get("of", "")[:30], arrived=count, note=note, by=by, at=at)
        return
    _check_sure(typed)
    if act == GIVE_UP:
        _give_up(typed, production.job_at(post, _number(typed.get("job", ""))), by, at)
    elif act == production.LOST:
        _write_off(typed, post, by, at)
    elif act == production.SENT_ON:
        production.send_on(place=post, to=typed.get("to", "")[:12], count=count, note=note, by=by, at=at)
    else:
        production.write_move(place=post, verb=act, count=count, note=note, by=by, at=at)


def _check_sure(typed: Mapping[str, str]) -> None:
    if typed.get("sure") != "yes":
        said = _("Confirm it: what is written here is never changed.")
        raise Invalid("not confirmed", reader=said, fields={"sure": said})


def _write_off(typed: Mapping[str, str], post: str, by: Actor, at: datetime) -> None:
    if not (of := typed.get("of", "")[:30]):
        said = _("Choose which of them.")
        raise Invalid("none was chosen", reader=said, fields={"of": said})
    production.write_off(place=post, of=of, why=typed.get("note", "")[:500], by=by, at=at)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _told(moves: list[production.Move], names: Mapping[str, str]) -> list[tuple[production.Move, str, str]]:
    """Moves with what they are and who made them, in one query."""
    people = names_of({each.actor for each in moves})
    machines = {"system:production": _("Printing place"), "command:blanks": _("At the server")}
    return [(each, _what(each, names), people.get(each.actor) or machines.get(each.actor, "")) for each in moves]


def _what(move: production.Move, names: Mapping[str, str]) -> str:
    body = move.body
    if move.verb == production.LOST:
        return _("Lost on the way from %(place)s to %(other)s: %(count)s of %(sent)s") % {
            "place": names.get(body["from"], body["from"]), "other": names.get(body["to"], body["to"]),
            "count": body["lost"], "sent": body["sent"]}  # fmt: skip
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


@staff
@require_safe
def order(request: HttpRequest, post: str, pk: int) -> HttpResponse:
    """One passport that is being made, and the form by which it is given up."""
    _by, found = head_of(request, post)
    return _order(request, found, production.job_at(post, pk))


def _order(
    request: HttpRequest, found: Post, job: production.Job, error: Invalid | Conflict | None = None
) -> HttpResponse:  # fmt: skip
    is_out = job.state in (production.State.SENT, production.State.WAITING)
    context = frame(found, error) | {
        "job": job, "is_out": is_out, "typed": request.POST, "summary": list(getattr(error, "fields", {}).items())
    }  # fmt: skip
    return render(request, "config/head/order.html", context, status=error.status if error else 200)


def _give_up(typed: Mapping[str, str], job: production.Job, by: Actor, at: datetime) -> None:
    _check_sure(typed)
    lost, blank = typed.get("blank_is") == "lost", typed.get("blank", "").strip()[:30]
    if lost and not blank:
        said = _("Enter the number of the blank.")
        raise Invalid("no number", reader=said, fields={"blank": said})
    production.give_up(
        order=job.order, by=by, at=at, why=typed.get("why", "")[:500], blank=blank if lost else "",
        again=typed.get("again") == "yes",
    )  # fmt: skip
