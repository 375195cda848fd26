"""What an applicant fills in: a procedure's own page, then the form page by page. Works without script."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from legation.documents import api as documents
from legation.ground.errors import Conflict, Invalid, NotFound, TooLarge
from legation.ground.files.api import sent
from legation.ground.languages.api import current, month_names
from legation.ground.limits.api import hit
from legation.ground.people.api import citizen_of
from legation.ground.posts.api import post_names
from legation.ground.posts.policy import public
from legation.ground.states.names import residences
from legation.procedures import rows as row_buttons
from legation.procedures.answers import asked_pages, open_answers
from legation.procedures.bundles import Opened, in_force, open_bundle
from legation.procedures.chains.table import in_chains
from legation.procedures.definitions.parts import WHOLE
from legation.procedures.forms import draw_page, own_pages, rows
from legation.procedures.household import known_of, name_of
from legation.procedures.kinds import FILE_KINDS, clean, input_names
from legation.procedures.models import Case
from legation.procedures.selectors import draft_of, names_one, whole
from legation.procedures.services.save_page import asked_here, page_named, save_page
from legation.procedures.services.start import APPLY_MOST, start
from legation.procedures.where import where
from legation.procedures.whole_form import Section, after_whole, show_whole, unseen
from legation.web.client import address_of
from legation.web.serving import is_serving

PASSPORT_INPUTS = frozenset({"surname", "birth_date-day", "passport_number", "passport_expiry-day"})
"""A page that has these asks for what a passport says (definitions/fragments/passport.yaml)."""


def _now() -> datetime:
    return datetime.now(UTC)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: HttpRequest, procedure: str) -> HttpResponse:
    """What a procedure is, for whom, which papers, what it costs, how long it takes; and where one begins it.

    For somebody for whom one has applied before (`person`, a case of theirs) it begins with who they are filled in.
    One that begins with answers begins on the screen that asks them; one that a post handles, at the post that serves
    where somebody lives, or at another they choose.
    """
    opened, errors = in_force(procedure, at=_now()), dict[str, Any]()
    person = (request.POST.get("person") or request.GET.get("person", ""))[:40]
    details = known_of(citizen_of(request), person)
    if request.method == "POST" and not opened.definition.starts_with:
        hit("apply", address_of(request), at=_now(), most=APPLY_MOST, minutes=10)
        try:
            token = start(
                procedure=procedure, known={}, language=current().code, at=_now(), citizen=citizen_of(request),
                post=request.POST.get("post", "")[:12], details=details,
            )  # fmt: skip
            return redirect("page", token=token, page=opened.definition.form_pages()[0].page)
        except Invalid as error:
            errors = error.fields
    context = {"opened": opened, "code": current().code, "errors": list(errors.items())}
    context |= {"person": person, "name": name_of(details), "chained": in_chains()}
    if opened.definition.opened_at == "post":
        context |= _where(request, procedure)
    return render(request, "procedures/about.html", context, status=422 if errors else 200)


def _where(request: HttpRequest, procedure: str) -> dict[str, Any]:
    """Where it is begun, for who lives where the address says."""
    code, asked = current().code, request.GET if "country" in request.GET else request.POST
    found = where(procedure, asked.get("country", "")[:3], asked.get("part", "")[:6]) if "country" in asked else None
    names = post_names(code)
    return {
        "where": found, "countries": [(each.code, each.name) for each in residences(code)],
        "posts": found.choices(code) if found else [], "chosen": request.POST.get("post") or (found and found.serves),
        "serves": names.get(found.serves, "") if found else "",
        "district": names.get(found.district, "") if found else "",
    }  # fmt: skip


@public
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str, page: str) -> HttpResponse:
    """One page of the form."""
    if request.method == "POST":
        return _save(request, token, page)
    case, opened = draft_of(token)
    if case.status != opened.definition.states[0].state:
        return redirect("application", token=token)
    answers = open_answers(case)
    if page != WHOLE and page_named(opened, page) not in asked_pages(opened, answers, at=_now()):
        return redirect("application", token=token)
    return show_page(request, token, opened, page, answers, raw={}, errors={})


def _save(request: HttpRequest, token: str, page: str) -> HttpResponse:
    data = {name: str(value) for name, value in request.POST.items()}
    uploads, unread = sent(request.FILES)
    if rearranged := _rearranged(request, token, page, data, uploads):
        return rearranged
    too_large = dict.fromkeys(getattr(request, "too_large", ()), TooLarge.sentence) | unread
    try:
        saved = save_page(token=token, page=page, data=data, uploads=uploads, at=_now())
    except Conflict:
        return redirect("application", token=token)
    except Invalid as error:
        errors = error.fields | too_large
    else:
        if not too_large:
            return redirect(_after(saved, token, page, data))
        errors = too_large
    case, opened = draft_of(token)
    answers = open_answers(case)
    if page == WHOLE:  # what nobody has been asked yet cannot be wrong
        new = unseen(opened, answers, data, token=token, at=_now())
        errors = {name: said for name, said in errors.items() if name.partition("-")[0] not in new}
        if not errors:
            return redirect(after_whole(opened, answers, data, token=token, at=_now()))
    return show_page(request, token, opened, page, answers, raw=data, errors=errors)


def _rearranged(
    request: HttpRequest, token: str, page: str, data: dict[str, str], uploads: dict[str, bytes]
) -> HttpResponse | None:
    """The page with a row of a group more or less, if that was asked; what is right on it is saved all the same."""
    if not {row_buttons.ADD, row_buttons.REMOVE} & data.keys():
        return None
    case, opened = draft_of(token)
    changed = row_buttons.changed(page_named(opened, page).fields, data)
    if changed is None or case.status != opened.definition.states[0].state:
        return None
    with suppress(Invalid, Conflict):
        save_page(token=token, page=page, data=changed, uploads=uploads, at=_now())
    return show_page(request, token, opened, page, open_answers(draft_of(token)[0]), raw=changed, errors={})


def _after(case: Case, token: str, page: str, data: dict[str, str]) -> str:
    opened = open_bundle(case.bundle_id)
    if page == WHOLE:
        return after_whole(opened, open_answers(case), data, token=token, at=_now())
    names = [one.page for one in opened.definition.form_pages()]
    following, decides = set(names[names.index(page) + 1 :]), any(one.when for one in opened.definition.pages)
    answers = open_answers(case) if decides else {}  # what was just saved decides
    onward = next((one.page for one in own_pages(opened, token, answers, at=_now()) if one.page in following), None)
    if onward:
        return reverse("page", kwargs={"token": token, "page": onward})
    if case.application.size > 1:
        return reverse("subjects", kwargs={"token": whole(token)})
    return reverse("summary", kwargs={"token": token})


def show_page(
    request: HttpRequest, token: str, opened: Opened, page: str, answers: dict[str, Any],
    *, raw: dict[str, str], errors: dict[str, Any], passport: str = "",
) -> HttpResponse:  # fmt: skip
    """One page of the form, or the whole; `raw` is what was typed last, `passport` what came of a picture of it."""
    if page == WHOLE:
        back = reverse("counter_person") if is_serving(request) else _entrance(opened, token)
        return show_whole(request, token, opened, answers, raw=raw, errors=errors, back=back, at=_now())
    whole_page = page_named(opened, page)
    asked = asked_here(opened, whole_page, token)
    names = [one.page for one in own_pages(opened, token, answers, at=_now())]
    if page not in names:
        raise NotFound(f"page {page}")
    place, here = names.index(page), {one.field for one in asked.fields}
    told = rows(opened, whole_page, answers, current().code, at=_now())
    raw = {name: clean(value)[:2000] for name, value in raw.items()}
    inputs = {name for field in asked.fields for name in input_names(field)}
    drawn = draw_page(
        opened, asked, answers, at=_now(), raw={n: v for n, v in raw.items() if n in inputs}, errors=errors
    )
    code = current().code
    context = {
        "opened": opened, "token": token, "page": asked, "drawn": None, "first": "",
        "sections": [Section(page, "", "", [one for one in drawn if not one.definition.fixed])],
        "action": reverse("page", kwargs={"token": token, "page": page}) if passport else "",
        "known": [(row.label, row.value) for row in told
                  if opened.fields[row.field].fixed or row.field not in here],
        "title": opened.text(f"page.{page}", code), "lead": opened.text(f"page.{page}.lead", code),
        "sends_files": any(one.kind in FILE_KINDS for one in asked.fields),
        "step": place + 1, "steps": len(names) + 2, "months": month_names(code),
        "before": reverse("page", kwargs={"token": token, "page": names[place - 1]})
        if place else _entrance(opened, token),
        "errors": [pair for one in drawn for pair in one.wrong()], "passport": passport,
        "has_rows": any(one.kind == "group" for one in asked.fields),
        "reads_passports": inputs >= PASSPORT_INPUTS and documents.can_read_passports(),
    }  # fmt: skip
    return render(request, "procedures/page.html", context, status=422 if errors else 200)


def _entrance(opened: Opened, token: str) -> str:
    """Where one came from to the first page of a form."""
    if names_one(token):
        return reverse("subjects", kwargs={"token": whole(token)})
    return (
        reverse("visa") if opened.definition.starts_with else reverse("procedure", args=[opened.definition.procedure])
    )
