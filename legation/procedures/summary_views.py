"""Everything once more before it binds, of one person or of everybody in an application; then it is handed in."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from legation.ground.errors import Conflict, Invalid
from legation.ground.languages.api import current
from legation.ground.posts.policy import public
from legation.procedures.bundles import Opened
from legation.procedures.forms import draw
from legation.procedures.members import Member, members
from legation.procedures.models import Case
from legation.procedures.selectors import cases_with, draft_of, whole
from legation.procedures.services.submit import submit
from legation.procedures.signing import Standing, signers
from legation.web.serving import is_serving

MOST_WHOLE = 20
"""Of more persons than that the summary shows names and fees only; their answers are a link away."""


@public
@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: HttpRequest, token: str) -> HttpResponse:
    """Everything once more, with the fee, before it binds; then hand in."""
    if request.method == "POST":
        data = {name: str(value) for name, value in request.POST.items()}
        try:
            submit(token=token, declared=data, at=datetime.now(UTC))
        except Conflict:
            return redirect("application", token=token)
        except Invalid as error:
            return show_summary(request, whole(token), error, status=422)
        # who hands it in for somebody that stands before them goes on with them
        return redirect("counter_person") if is_serving(request) else redirect("fee", token=whole(token))
    return show_summary(request, whole(token), None)


def show_summary(request: HttpRequest, token: str, error: Invalid | None, status: int = 200) -> HttpResponse:
    """The summary of a draft, with what stands in the way of handing it in."""
    case, opened = draft_of(token)
    if case.status != opened.definition.states[0].state:
        return redirect("application", token=token)
    cases = cases_with(case) if case.application.size > 1 else [case]
    others = signers(case, opened, at=datetime.now(UTC))
    shown, errors = members(opened, token, cases, current().code, at=datetime.now(UTC)), error.fields if error else {}
    context = {
        "opened": opened, "token": token, "members": shown, "first": shown[0], "short": len(shown) > MOST_WHOLE,
        "fee": (sum(each.price.amount for each in shown), shown[0].price.currency), "refused": _refused(error),
        "signers": others, "signed": all(each.standing is Standing.SIGNED for each in others),
        "at_counter": is_serving(request), "steps": 3 if is_serving(request) else len(shown[0].parts) + 2,
        "declarations": [draw(opened, one, {}, {}, errors) for one in opened.definition.declarations()],
        "errors": [_told(opened, shown, cases, name, say) for name, say in errors.items()],
    }  # fmt: skip
    return render(request, "procedures/summary.html", context, status=status)


def _refused(error: Invalid | None) -> Any:
    """What is to be told of a refusal that belongs to no field."""
    return error.reader if error and not error.fields else ""


def _told(opened: Opened, shown: list[Member], cases: list[Case], name: str, say: Any) -> tuple[str, str]:
    """Where the error summary leads to, and what it says: the declaration, or the row of the answer that is missing."""
    reference, dot, field = name.rpartition(".")
    label = say or opened.text(f"field.{field}", current().code)
    if field in {one.field for one in opened.definition.declarations()}:
        return field, label
    if not dot:
        return f"row-{field}", label
    member = next(each for each in shown if each.reference == reference)
    return f"person-{member.number}", f"{member.name}: {label}"
