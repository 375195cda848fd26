"""The page on which somebody inspects their own entry on the electoral roll, and objects to it."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from legation.ground.errors import Conflict, Invalid
from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.posts.api import post_names
from legation.ground.posts.policy import public
from legation.ground.states.names import state_name
from legation.procedures.bundles import Opened
from legation.procedures.selectors import draft_of
from legation.procedures.services.leave_roll import LEAVE, leave_roll
from legation.roll import api as roll

MOST = 4000


@public
@require_http_methods(["GET", "HEAD", "POST"])
def own_roll(request: HttpRequest, token: str) -> HttpResponse:
    """Their own entry while a roll lies open; before and after, that it stands and when it may be inspected."""
    (case, opened), now, errors = draft_of(token), datetime.now(UTC), dict[str, Any]()
    standing = roll.stand(reference=case.reference, at=now)
    if standing is None:
        return redirect("application", token=token)
    if request.method == "POST" and request.POST.get("act") == "leave":
        with suppress(Conflict):  # pressed twice: the page says how it stands
            leave_roll(token=token, at=now)
        return redirect("application", token=token)
    text, vote = request.POST.get("text", "")[:MOST], request.POST.get("vote", "")[:40]
    if request.method == "POST":
        hit("roll", case.reference, at=now, most=10, minutes=60)
        try:
            roll.object_to(reference=case.reference, vote=vote, text=text, at=now)
            return redirect("own_roll", token=token)
        except Invalid:
            errors = {"text": _("Write what is wrong.")}
    open_now = [roll.inspect(reference=case.reference, vote=each, at=now) for each in standing.open_now]
    context = {
        "leaves": LEAVE in opened.transitions and not standing.struck,
        "case": case, "token": token, "standing": standing, "errors": errors, "text": text, "most": MOST,
        "rolls": [(own, _rows(own, opened)) for own in open_now],
    }  # fmt: skip
    return render(request, "procedures/own_roll.html", context, status=422 if errors else 200)


def _rows(own: roll.Own, opened: Opened) -> list[tuple[str, str]]:
    code, (place, _slash, how) = current().code, own.polling.partition("/")
    where = f"{post_names(code).get(place, place)}: {opened.text(f'choice.votes_how.{how}', code)}"
    return [(_("Name"), str(own.content.get("name", ""))), (_("Number"), own.number),
            (_("Country where you live"), state_name(own.district, code)), (_("Where you vote"), where)]  # fmt: skip
