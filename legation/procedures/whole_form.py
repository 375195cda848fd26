"""All pages of a form on one page: for who fills it in for somebody that stands before them. Works without script.

What an answer makes be asked besides is seen only when that answer is saved: then the page comes again with it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from legation.ground.languages.api import current, month_names
from legation.procedures.answers import is_asked
from legation.procedures.bundles import Opened
from legation.procedures.forms import Drawn, draw_page, own_pages, rows
from legation.procedures.kinds import FILE_KINDS, clean
from legation.procedures.selectors import names_one, whole
from legation.procedures.services.save_page import asked_here

DRAWN = "drawn"
"""Names the fields asked on a condition that stood on the page that is sent."""
FOLLOWS = "follows"
"""In the address of a page that comes again, for what its answers make be asked besides."""


class Section(NamedTuple):
    """One page of the form as a part of the whole."""

    page: str
    title: str
    lead: str
    fields: list[Drawn]


def unseen(
    opened: Opened, answers: Mapping[str, Any], data: Mapping[str, str], *, token: str, at: datetime
) -> set[str]:  # fmt: skip
    """The fields that are asked now, and did not stand on the page that was sent."""
    stood = set(data.get(DRAWN, "").split())
    return {
        each.field for each in asked_here(opened, opened.whole_form, token).fields
        if opened.asked_if[each.field] and not each.fixed and each.field not in stood
        and is_asked(opened, each.field, answers, at=at)
    }  # fmt: skip


def show_whole(
    request: HttpRequest, token: str, opened: Opened, answers: dict[str, Any],
    *, raw: dict[str, str], errors: dict[str, Any], back: str, at: datetime,
) -> HttpResponse:  # fmt: skip
    """The whole form; `raw` is what was typed last."""
    code, pages = current().code, own_pages(opened, token, answers, at=at)
    raw, known, sections = {name: clean(value)[:2000] for name, value in raw.items()}, [], []
    for page in pages:
        asked = asked_here(opened, page, token)
        here = {one.field for one in asked.fields}
        drawn = draw_page(opened, asked, answers, at=at, raw=raw, errors=errors)
        known += [(row.label, row.value) for row in rows(opened, page, answers, code, at=at)
                  if opened.fields[row.field].fixed or row.field not in here]  # fmt: skip
        fields = [one for one in drawn if not one.definition.fixed]
        if fields:
            lead = opened.text(f"page.{page.page}.lead", code)
            sections.append(Section(page.page, opened.page_at_desk(page.page, code), lead, fields))
    fields = [one for each in sections for one in each.fields]
    empty = [one for one in fields if one.value is None and one.definition.required]
    follows = FOLLOWS in request.GET and not errors
    context = {
        "opened": opened, "token": token, "sections": sections, "known": known, "months": month_names(code),
        "title": opened.text("title", code), "before": back, "errors": [pair for one in fields for pair in one.wrong()],
        "drawn": " ".join(one.id for one in fields if opened.asked_if[one.id]),
        "sends_files": any(one.definition.kind in FILE_KINDS for one in fields),
        "has_rows": any(one.definition.kind == "group" for one in fields),
        "first": empty[0].id if empty and not errors and not follows else "", "action": "",
        "follows": [(one.first_input, one.label) for one in fields if one.value is None and opened.asked_if[one.id]]
        if follows else [],
    }  # fmt: skip
    return render(request, "procedures/whole.html", context, status=422 if errors else 200)


def after_whole(
    opened: Opened, answers: Mapping[str, Any], data: Mapping[str, str], *, token: str, at: datetime
) -> str:  # fmt: skip
    """Where one goes from the whole form: to it again for what follows from its answers, else onward."""
    if unseen(opened, answers, data, token=token, at=at):
        return f"{reverse('whole', kwargs={'token': token})}?{FOLLOWS}"
    return reverse("subjects" if names_one(token) else "summary", kwargs={"token": whole(token)})
