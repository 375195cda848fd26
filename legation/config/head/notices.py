"""What the post tells its visitors for a while."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from legation.config.head.permit import GET_AND_POST, frame, head_of, named, written_in
from legation.ground.errors import Invalid
from legation.ground.languages.api import current, month_names
from legation.ground.people.api import Actor
from legation.ground.posts.models import Notice
from legation.ground.posts.policy import staff
from legation.ground.posts.services.put_notice import put_notice
from legation.ground.posts.services.withdraw_notice import withdraw_notice
from legation.ground.posts.told import said
from legation.web.days import day_at

MOST_LISTED = 50


@staff
@require_http_methods(GET_AND_POST)
def notices(request: HttpRequest, post: str) -> HttpResponse:
    """Notices that are up or to come, and the form of another."""
    by, found = head_of(request, post)
    error: Invalid | None = None
    if request.method == "POST":
        try:
            _do(request, post, by, datetime.now(UTC))
            return redirect("head_notices", post=post)
        except Invalid as wrong:
            error = wrong
    rows = Notice.objects.filter(post=found).order_by("-begins_on", "-pk")[:MOST_LISTED]
    context = frame(found, error) | {
        "summary": named(getattr(error, "fields", {}), "begins_on", "ends_on"), "typed": request.POST if error else {},
        "rows": [(row, said(row.titles, current().code), said(row.texts, current().code)) for row in rows],
        "months": month_names(current().code), "written_in": written_in(),
    }  # fmt: skip
    return render(request, "config/head/notices.html", context, status=error.status if error else 200)


def _do(request: HttpRequest, post: str, by: Actor, at: datetime) -> None:
    typed = {name: value[:1500] for name, value in request.POST.items()}
    which = typed.get("withdraw", "")
    if which.isdecimal() and len(which) < 19:
        withdraw_notice(post=post, notice=int(which), by=by, at=at)
        return
    codes = [code for code, _name in settings.LANGUAGES]
    put_notice(
        post=post, titles={code: typed.get(f"title-{code}", "") for code in codes},
        texts={code: typed.get(f"text-{code}", "") for code in codes}, begins_on=day_at(typed, "begins_on"),
        ends_on=day_at(typed, "ends_on"), by=by, at=at,
    )  # fmt: skip
