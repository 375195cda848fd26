"""The persons of one application while it is a draft: who is in it and what is missing, another one, one fewer."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.languages.api import current, month_names
from legation.ground.limits.api import hit
from legation.ground.posts.policy import public
from legation.procedures.answers import open_answers
from legation.procedures.bundles import Opened
from legation.procedures.forms import draw, own_pages
from legation.procedures.kinds import clean, input_names
from legation.procedures.members import members
from legation.procedures.models import Case
from legation.procedures.selectors import cases_with, draft_of, link_to, whole
from legation.procedures.services.add_subject import add_subject, asked_of_each
from legation.procedures.services.remove_subject import remove_subject
from legation.procedures.services.start import APPLY_MOST
from legation.web.client import address_of

PAGE = 20


def _draft(token: str) -> tuple[Case, Opened] | None:
    """The first case of a draft that may hold several; None where it is handed in.

    Raises:
        NotFound: no such link, or the service is for one person.
    """
    case, opened = draft_of(whole(token))
    if opened.definition.subjects is None:
        raise NotFound(f"{opened.definition.procedure} is for one person")
    return (case, opened) if case.status == opened.definition.states[0].state else None


@public
@require_safe
def subjects(request: HttpRequest, token: str) -> HttpResponse:
    """Who is in the application, and what is missing of each."""
    found, token = _draft(token), whole(token)
    if found is None:
        return redirect("application", token=token)
    case, opened = found
    rows = members(opened, token, cases_with(case), current().code, at=datetime.now(UTC))
    count = -(-len(rows) // PAGE)
    asked = request.GET.get("page", "1")
    page = min(max(int(asked), 1), count) if asked.isdecimal() else 1
    most = opened.definition.subjects.at_most if opened.definition.subjects else 1
    context = {
        "opened": opened, "token": token, "members": rows[(page - 1) * PAGE : page * PAGE], "count": len(rows),
        "pages": [(str(number), None if number == page else f"?page={number}") for number in range(1, count + 1)],
        "ready": not any(each.lacking for each in rows), "room": len(rows) < most,
        "before": rows[0].parts[-1][0], "steps": len(rows[0].parts) + 2,
    }  # fmt: skip
    return render(request, "procedures/subjects.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def subject_add(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked of another person before their form begins."""
    found, token = _draft(token), whole(token)
    if found is None:
        return redirect("application", token=token)
    if request.method != "POST":
        return _asking(request, token, found[1], {}, None)
    data = {name: clean(str(value))[:200] for name, value in request.POST.items()}
    hit("apply", address_of(request), at=datetime.now(UTC), most=APPLY_MOST, minutes=10)
    try:
        link = link_to(token, add_subject(token=token, known=data, at=datetime.now(UTC)))
    except Conflict:
        return redirect("application", token=token)
    except Invalid as error:
        return _asking(request, token, found[1], data, error)
    return redirect("page", token=link, page=first_page(link))


def first_page(token: str) -> str:
    """The page on which a person's form begins."""
    case, opened = draft_of(token)
    return own_pages(opened, token, open_answers(case), at=datetime.now(UTC))[0].page


def _asking(
    request: HttpRequest, token: str, opened: Opened, raw: dict[str, str], error: Invalid | None
) -> HttpResponse:
    errors: dict[str, Any] = error.fields if error else {}
    refused = error.reader if error and not errors else ""
    asked = asked_of_each(opened)
    inputs = {name for field in asked for name in input_names(field)}
    typed = {name: value for name, value in raw.items() if name in inputs}
    drawn = [draw(opened, field, {}, typed, errors) for field in asked]
    context = {
        "opened": opened, "token": token, "fields": drawn, "months": month_names(current().code), "refused": refused,
        "errors": [pair for one in drawn for pair in one.wrong()],
    }  # fmt: skip
    return render(request, "procedures/subject_add.html", context, status=422 if errors or refused else 200)


@public
@require_POST
def subject_remove(request: HttpRequest, token: str) -> HttpResponse:
    """Take the person whom the link names out again."""
    try:
        remove_subject(token=token)
    except Conflict:
        return redirect("application", token=whole(token))
    return redirect("subjects", token=whole(token))
