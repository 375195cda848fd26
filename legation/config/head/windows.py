"""The windows and rooms where people are served."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from legation.appointments import api as appointments
from legation.config.head.permit import GET_AND_POST, frame, head_of, written_in
from legation.ground.errors import Invalid, NotFound
from legation.ground.languages.api import current
from legation.ground.posts.policy import staff
from legation.ground.states.collation import sort_key


@staff
@require_http_methods(GET_AND_POST)
def windows(request: HttpRequest, post: str) -> HttpResponse:
    """Every window of the post, and the form of another."""
    return _page(request, post, None)


@staff
@require_http_methods(GET_AND_POST)
def window(request: HttpRequest, post: str, code: str) -> HttpResponse:
    """One window."""
    _by, found = head_of(request, post)
    row = next((each for each in appointments.counters_of(found) if each.code == code), None)
    if row is None:
        raise NotFound(f"window {code[:20]} of {post}")
    return _page(request, post, row)


def _page(request: HttpRequest, post: str, row: Any) -> HttpResponse:
    by, found = head_of(request, post)
    language, error = current().code, None
    if request.method == "POST":
        try:
            appointments.set_counter(
                post=post, code=row.code if row else "", window=_typed(request), by=by, at=datetime.now(UTC)
            )  # fmt: skip
            return redirect("head_windows", post=post)
        except Invalid as wrong:
            error = wrong
    shown = _typed(request) if error else appointments.Window(
        row.names if row else {}, row.services if row else [], row.places if row else 1, row.is_open if row else True
    )  # fmt: skip
    titles = {each.code: each.title for each in appointments.services(language).values()}
    context = frame(found, error) | {
        "row": row, "shown": shown, "written_in": written_in(),
        "summary": list(error.fields.items()) if error else [],
        "services": sorted(titles.items(), key=lambda pair: sort_key(pair[1], language)),
        "rows": [] if row else [
            (each, each.name(language), [titles.get(code, code) for code in each.services])
            for each in appointments.counters_of(found)
        ],
    }  # fmt: skip
    return render(request, "config/head/windows.html", context, status=error.status if error else 200)


def _typed(request: HttpRequest) -> appointments.Window:
    places = request.POST.get("places", "")
    return appointments.Window(
        names={code: request.POST.get(f"name-{code}", "") for code, _name in settings.LANGUAGES},
        services=request.POST.getlist("services"), is_open="is_open" in request.POST,
        places=int(places) if places.isascii() and places.isdigit() and len(places) < 4 else 0,
    )  # fmt: skip
