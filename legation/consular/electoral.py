"""The electoral office's pages: rolls that were announced, who stands on them, objections, extracts.

Nothing here finds anybody by a name: entries are turned over page by page, and each look is on its person's record.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from legation.consular import enrolling
from legation.consular.voters import STRIKE, polling_name, strike
from legation.ground.errors import Conflict, Invalid, LegationError, NotAllowed, NotFound
from legation.ground.languages.api import current, month_names
from legation.ground.people.api import Actor
from legation.ground.posts.api import actor_of, post_names
from legation.ground.posts.network import network
from legation.ground.posts.numbering import zone_of
from legation.ground.posts.policy import staff
from legation.ground.states.collation import sort_key
from legation.ground.states.names import state_name
from legation.procedures import api as procedures
from legation.roll import api as roll
from legation.web.days import day_at

GET_AND_POST = ["GET", "HEAD", "POST"]
ROLL_DAYS = ("inspect_from", "inspect_until", "closes_at")
DAYS = (*ROLL_DAYS, "birth_date")


def _officer(request: HttpRequest) -> Actor:
    """Whoever asks, as of the electoral office.

    Raises:
        NotAllowed: they are not; at which post, the services ask.
    """
    if roll.OFFICER not in getattr(request, "roles", {}):
        raise NotAllowed(f"{request.user.pk} is no electoral officer")
    return actor_of(request.user, roll.OFFICER)  # type: ignore[arg-type]


def _known(place: str) -> str:
    if place not in network().rows:
        raise NotFound(f"post {place[:12]}")
    return place


def _labels() -> dict[str, str]:
    """What a form calls the days of a roll."""
    labels = _("It may be inspected from"), _("It may be inspected until"), _("It closes on")
    return dict(zip(ROLL_DAYS, labels, strict=True))


def _wrong(error: LegationError | None) -> dict[str, Any]:
    """What a page says of what could not be done: by field, or one sentence."""
    fields = getattr(error, "fields", {})
    # several days can be wrong in the same way: a summary names each
    days = _labels()
    summary = [
        (f"{name}-day" if name in DAYS else name, f"{days[name]}: {said}" if name in days else said)
        for name, said in fields.items()
    ]
    return {"wrong": fields, "summary": summary, "error": error.reader if error and not fields else ""}


@staff
@require_http_methods(GET_AND_POST)
def overview(request: HttpRequest) -> HttpResponse:
    """The rolls that were announced, and how many stand on that of each post; the form that announces another."""
    by, error, language = _officer(request), None, current().code
    if request.method == "POST":
        try:
            made = _announce(request.POST, by)
            return redirect("electoral_vote", made.place, made.vote)
        except (Conflict, Invalid) as wrong:
            error = wrong
    names = post_names(language)
    posts = [(code, names.get(code, code)) for code in network().rows]
    rolls = roll.rolls(by=by)
    context = _wrong(error) | {
        "rolls": rolls, "counted": roll.counted(by=by), "names": names,
        "posts": sorted(posts, key=lambda each: sort_key(each[1], language)),
        "typed": request.POST if error else {}, "months": month_names(language), "now": datetime.now(UTC),
        "labels": _labels(), "zones": {code: str(zone_of(code)) for code in {each.place for each in rolls}},
    }  # fmt: skip
    return render(request, "consular/electoral/overview.html", context, status=error.status if error else 200)


def _announce(typed: Mapping[str, str], by: Actor) -> roll.Roll:
    place = typed.get("place", "")
    days = {name: day_at(typed, name) for name in ROLL_DAYS}
    errors = {name: _("Write a day as day, month and year.") for name, day in days.items() if day is None}
    errors |= {} if place in network().rows else {"place": _("Choose a post.")}
    if errors:
        raise Invalid("fields", fields=errors)
    begins, ends, closes = (
        datetime.combine(day, time(), zone_of(place)).astimezone(UTC) for day in days.values() if day
    )  # fmt: skip
    vote = typed.get("vote", "").strip()[:40]
    return roll.open_roll(place=place, vote=vote, inspection=(begins, ends), closes_at=closes, by=by)


@staff
@require_http_methods(GET_AND_POST)
def post(request: HttpRequest, place: str) -> HttpResponse:
    """Who stands on the roll of a post, of one district of residence or all of them; and entering somebody there."""
    by, language, error = _officer(request), current().code, None
    if request.method == "POST":
        try:
            token = enrolling.begin(
                place=_known(place), typed=request.POST, language=language, by=by, at=datetime.now(UTC)
            )
            return redirect("whole", token=token)
        except (Conflict, Invalid) as wrong:
            error = wrong
    before, district = request.GET.get("before", ""), request.GET.get("district", "")[:40]
    found = roll.entries(
        place=_known(place), district=district, before=int(before) if before.isdecimal() and len(before) < 19 else 0,
        by=by, at=datetime.now(UTC),
    )  # fmt: skip
    counted = [(code, state_name(code, language), count) for code, count in roll.districts(place=place, by=by)]
    names = post_names(language)
    context = _wrong(error) | {
        "typed": request.POST if error else {}, "months": month_names(language), "why": list(enrolling.why().items()),
        "place": place, "name": names[place], "district": district, "zone": str(zone_of(place)),
        "districts": sorted(counted, key=lambda each: sort_key(each[1], language)), "more": found.more,
        "rows": [(each, state_name(each.district, language), polling_name(each.polling, names))
                 for each in found.entries],
        "serves": _serves(place, language),
    }  # fmt: skip
    return render(request, "consular/electoral/post.html", context, status=error.status if error else 200)


def _serves(place: str, language: str) -> str:
    """The states in which a post's own voters live, for who knows only the post."""
    names = [state_name(each.state, language) for each in network().rows[place].district]
    return current().comma.join(sorted(names, key=lambda name: sort_key(name, language)))


@staff
@require_http_methods(GET_AND_POST)
def entry(request: HttpRequest, place: str, year: int, number: int) -> HttpResponse:
    """One entry: whose it is, where they vote, how it stands; and striking it, with a reason."""
    by, language = _officer(request), current().code
    error: LegationError | None = None
    found = roll.entry_at(place=_known(place), year=year, number=number, by=by, at=datetime.now(UTC))
    if request.method == "POST":
        try:
            reason = request.POST.get("reason", "")[:40]
            strike(reference=found.reference, reason=reason, by=by, at=datetime.now(UTC))
            return redirect("electoral_entry", place, year, number)
        except Invalid:
            error = Invalid("reason", fields={"reason": _("Choose a reason.")})
        except Conflict as wrong:
            error = wrong
    names = post_names(language)
    context = _wrong(error) | {
        "reasons": procedures.reasons_to(reference=found.reference, verb=STRIKE, language=language),
        "place": place, "name": names[place], "found": found, "zone": str(zone_of(place)),
        "district": state_name(found.district, language), "polling": polling_name(found.polling, names),
    }  # fmt: skip
    return render(request, "consular/electoral/entry.html", context, status=error.status if error else 200)


@staff
@require_http_methods(GET_AND_POST)
def vote(request: HttpRequest, place: str, vote: str) -> HttpResponse:
    """One roll: its days, the objections that wait, and, once it is closed, freezing it and its extracts."""
    by, now, error = _officer(request), datetime.now(UTC), None
    if request.method == "POST":
        try:
            return _do(request.POST, _known(place), vote, by, now)
        except (Conflict, Invalid) as wrong:
            error = wrong
    found, polling = roll.roll_of(place=_known(place), vote=vote, by=by)
    names = post_names(current().code)
    context = _wrong(error) | {
        "place": place, "name": names[place], "found": found, "now": now,
        "zone": str(zone_of(place)), "polling": [(each, polling_name(each, names)) for each in polling],
        "objections": roll.objections(place=place, vote=vote, by=by, at=now) if found.waiting else [],
        "typed": request.POST if error else {},
    }  # fmt: skip
    return render(request, "consular/electoral/vote.html", context, status=error.status if error else 200)


def _do(typed: Mapping[str, str], place: str, vote: str, by: Actor, now: datetime) -> HttpResponse:
    act = typed.get("act", "")
    if act == "extract":
        return _extract(typed, place, vote, by, now)
    if act == "freeze":
        roll.freeze(place=place, vote=vote, by=by, at=now)
    else:
        _answer(typed, by, now)
    return redirect("electoral_vote", place, vote)


def _answer(typed: Mapping[str, str], by: Actor, now: datetime) -> None:
    which = typed.get("objection", "")
    if not which.isdecimal() or len(which) > 18:
        raise Invalid("no act", reader=_("Choose what is to be done."))
    try:
        roll.answer_objection(objection=int(which), text=typed.get("text", ""), by=by, at=now)
    except Invalid as error:
        raise Invalid("text", fields={f"text-{which}": _("Write an answer, in at most 4000 characters.")}) from error


def _extract(typed: Mapping[str, str], place: str, vote: str, by: Actor, now: datetime) -> HttpResponse:
    """The numbered lines as a file: a roll may be longer than any page."""
    polling = typed.get("polling", "")[:40]
    found = roll.extract(place=place, vote=vote, polling=polling, purpose=typed.get("purpose", ""), by=by, at=now)
    rows = [(number, says.get("name", ""), says.get("birth_date", "")) for number, says in found]
    table = procedures.write_table([("number", "name", "birth_date"), *rows], language=current().code)
    answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="roll-{polling.replace("/", "-")}-{vote}.csv"'
    return answer
