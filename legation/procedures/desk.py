"""The officer's desk: queue left, case right, everything on one screen, driven by keys."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from legation.documents import api as documents
from legation.ground.errors import Invalid
from legation.ground.languages.api import current, format_date
from legation.ground.people.api import Person
from legation.ground.posts.policy import staff
from legation.payments import api as payments
from legation.procedures.answers import all_facts, findings, open_answers
from legation.procedures.bundles import open_bundle
from legation.procedures.forms import rows
from legation.procedures.kinds import FILE_KINDS
from legation.procedures.models import Case, CaseAction
from legation.procedures.responses import picture_response
from legation.procedures.selectors import actions_of, case_for
from legation.procedures.selectors import queue as cases_in_queue
from legation.procedures.services.act import Said, act
from legation.procedures.story import timeline

ROLE = "visa_officer"
LISTS = ("referred", "issued", "refused")


@staff(ROLE)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The queue with its first case open."""
    chosen = _list(request)
    cases = cases_in_queue(request.actor, status=chosen)  # type: ignore[attr-defined]
    if cases:
        return redirect(_address(cases[0].reference, chosen))
    return render(request, "procedures/desk.html", _queue_context(request, chosen, cases, None))


def _address(reference: str, chosen: str) -> str:
    from django.urls import reverse

    return reverse("desk_case", kwargs={"reference": reference}) + (
        f"?list={chosen}" if chosen != LISTS[0] else ""
    )


def _list(request: HttpRequest) -> str:
    chosen = request.GET.get("list") or request.POST.get("list") or LISTS[0]
    return chosen if chosen in LISTS else LISTS[0]


def _queue_context(
    request: HttpRequest, chosen: str, cases: list[Case], current_reference: str | None
) -> dict[str, Any]:
    code = current().code
    items = [_item(case, chosen, code, case.reference == current_reference) for case in cases]
    opened = open_bundle(cases[0].bundle_id) if cases else None
    lists = [
        (name, (opened.text(f"state.{name}", code) if opened else name), name == chosen) for name in LISTS
    ]
    return {"items": items, "lists": lists, "chosen": chosen, "case": None}


def _item(case: Case, chosen: str, code: str, is_current: bool) -> dict[str, Any]:
    opened, answers = open_bundle(case.bundle_id), open_answers(case)
    name = ", ".join(str(answers[n]) for n in reversed(opened.definition.subject_name) if n in answers)
    purpose = opened.text(f"choice.purpose.{answers.get('purpose')}", code)
    overdue = case.deadline is not None and case.deadline < datetime.now(UTC)
    return {
        "url": _address(case.reference, chosen), "title": name, "reference": case.reference,
        "text": " · ".join(part for part in (str(answers.get("nationality", "")), purpose) if part),
        "when": format_date(case.deadline.date(), code) if case.deadline else "", "overdue": overdue,
        "tag": None, "current": is_current,
    }  # fmt: skip


@staff(ROLE)
@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """One case on one screen."""
    return _case(request, reference)


def _case(
    request: HttpRequest, reference: str, error: str = "", said: dict[str, Any] | None = None
) -> HttpResponse:
    now, code, chosen = datetime.now(UTC), current().code, _list(request)
    found, opened = case_for(request.actor, reference, at=now)  # type: ignore[attr-defined]
    answers, actions = open_answers(found), actions_of(found)
    facts = all_facts(opened, answers, at=now)
    cases = cases_in_queue(request.actor, status=chosen)  # type: ignore[attr-defined]
    context = _queue_context(request, chosen, cases, reference) | {
        "case": found, "opened": opened, "code": code, "facts": facts,
        "name": ", ".join(str(answers[n]) for n in reversed(opened.definition.subject_name) if n in answers),
        "findings": _recorded_findings(actions) or findings(opened, facts),
        "parts": [
            (opened.text(f"page.{page.page}", code), rows(opened, page, answers, code, at=now))
            for page in opened.definition.form_pages()
        ],
        "pictures": [f for f in opened.fields.values() if f.kind in FILE_KINDS and f.field in answers],
        "timeline": timeline(opened, actions, found, code, _people(actions)),
        "verbs": [t for t in opened.definition.transitions if found.status in t.from_ and ROLE in t.by],
        "payment": payments.find(reference=found.application.reference),
        "documents": documents.of_reference(found.reference),
        "error": error, "said": said or {},
    }  # fmt: skip
    return render(request, "procedures/desk.html", context, status=422 if error else 200)


def _recorded_findings(actions: list[CaseAction]) -> list[str]:
    return next(
        (list(action.body["findings"]) for action in reversed(actions) if action.body.get("findings")), []
    )


def _people(actions: list[CaseAction]) -> dict[str, str]:
    keys = {
        action.actor: action.actor.removeprefix("person:")
        for action in actions
        if action.actor.startswith("person:")
    }
    names = dict(Person.objects.filter(pk__in=keys.values()).values_list("pk", "name"))
    return {actor: names.get(int(key), actor) for actor, key in keys.items()}


@staff(ROLE)
@require_safe
def picture(request: HttpRequest, reference: str, field: str) -> HttpResponse:
    """A picture of a case."""
    found, _opened = case_for(request.actor, reference, at=datetime.now(UTC))  # type: ignore[attr-defined]
    return picture_response(found, field)


@staff(ROLE)
@require_POST
def decide(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Do a verb with a case, then open the next one in the queue."""
    reasons, note = request.POST.getlist("reasons"), request.POST.get("note", "")[:4000].strip()
    try:
        act(
            reference=reference, verb=verb, by=request.actor, at=datetime.now(UTC),  # type: ignore[attr-defined]
            said=Said(reasons=reasons, note=note),
        )  # fmt: skip
    except Invalid:
        said = {"verb": verb, "reasons": reasons, "note": note}
        return _case(request, reference, _("Choose at least one reason. The applicant is told."), said)
    return redirect("desk")
