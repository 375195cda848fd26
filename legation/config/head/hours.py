"""Opening hours of the week, closures and special days."""

from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from legation.config.head.permit import GET_AND_POST, frame, head_of, named, written_in
from legation.ground.errors import Conflict, Invalid
from legation.ground.languages.api import current, format_weekday, locale, month_names
from legation.ground.people.api import Actor
from legation.ground.posts.api import Post
from legation.ground.posts.calendar import calendar_of
from legation.ground.posts.policy import staff
from legation.ground.posts.services.clear_day import clear_day
from legation.ground.posts.services.set_days import set_days
from legation.ground.posts.services.set_hours import set_hours, week_of
from legation.ground.posts.told import reasons, said
from legation.ground.profile import WEEKDAYS
from legation.web.days import day_at


@staff
@require_http_methods(GET_AND_POST)
def hours(request: HttpRequest, post: str) -> HttpResponse:
    """When the post is open: every week, and on single days."""
    by, found = head_of(request, post)
    error: Invalid | Conflict | None = None
    if request.method == "POST":
        try:
            _do(request, post, by, datetime.now(UTC))
            return redirect("head_hours", post=post)
        except (Invalid, Conflict) as wrong:
            error = wrong
    typed = request.POST if error else {}
    week = {day: ", ".join(spans) for day, spans in week_of(post).items()}
    words = locale(current().code).days["stand-alone"]["wide"]
    context = frame(found, error) | {
        "summary": named(getattr(error, "fields", {}), "first", "last"), "typed": typed,
        "week": [(day, words[number].capitalize(), typed.get(day, week.get(day, "")))
                 for number, day in enumerate(WEEKDAYS)],
        "days": _special(found), "months": month_names(current().code), "written_in": written_in(),
    }  # fmt: skip
    return render(request, "config/head/hours.html", context, status=error.status if error else 200)


def _do(request: HttpRequest, post: str, by: Actor, at: datetime) -> None:
    typed = {name: value[:500] for name, value in request.POST.items()}
    act = typed.get("act", "")
    if act == "week":
        set_hours(post=post, week=typed, by=by, at=at)
    elif act == "days":
        set_days(
            post=post, first=day_at(typed, "first"), last=day_at(typed, "last"), hours=typed.get("hours", ""),
            why={code: typed.get(f"why-{code}", "") for code, _name in settings.LANGUAGES}, by=by, at=at,
        )  # fmt: skip
    else:
        try:
            day = date.fromisoformat(typed.get("clear", ""))
        except ValueError:
            raise Invalid("no act", reader=_("Choose what is to be done.")) from None
        clear_day(post=post, day=day, by=by, at=at)


def _special(post: Post) -> list[dict[str, Any]]:
    """The days to come that are not as usual."""
    kept, code = calendar_of(post.code), current().code
    since = datetime.now(kept.zone).date()
    return [
        {"key": day.isoformat(), "day": format_weekday(day, code), "why": said(why, code),
         "hours": ", ".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in kept.hours(day))}
        for day, why in reasons(post.code, since).items()
    ]  # fmt: skip
