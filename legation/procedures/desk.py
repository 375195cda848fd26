"""The officer's desk: queue left, case right, everything on one screen, driven by keys."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.documents import api as documents
from legation.ground.errors import Invalid, NotAllowed
from legation.ground.languages.api import current, format_date
from legation.ground.limits.api import hit
from legation.ground.people.api import Actor, Person
from legation.ground.posts.api import actor_of
from legation.ground.posts.policy import staff
from legation.ground.profile import profile
from legation.payments import api as payments
from legation.procedures.answers import all_facts, asked_pages, findings, open_answers
from legation.procedures.bundles import Opened, in_force, open_bundle
from legation.procedures.definitions import facts
from legation.procedures.forms import rows, shown
from legation.procedures.kinds import FILE_KINDS, clean, parse
from legation.procedures.models import Case, CaseAction
from legation.procedures.responses import picture_response
from legation.procedures.search import search
from legation.procedures.selectors import actions_of, answers_now, case_for, fee_lost
from legation.procedures.selectors import queue as cases_in_queue
from legation.procedures.services.act import Said, act
from legation.procedures.story import timeline

MOST_TYPED = 120
FEE_LOST = "fee-lost"
"""A list beside those of the definition: cases whose fee a payer's bank has taken back for good."""


@dataclass(frozen=True)
class Desk:
    """Where an officer sits: in which role, over which procedure's cases, with which list open."""

    actor: Actor
    opened: Opened
    chosen: str


def desk_of(request: HttpRequest) -> Desk:
    """The desk of the first procedure of the profile whose cases one of the person's roles works on.

    Raises:
        NotAllowed: none of their roles works on cases.
    """
    for name in profile().procedures:
        opened = in_force(name.rsplit("/", 1)[1].split(".")[0], at=datetime.now(UTC))
        desk = opened.definition.desk
        if desk.role in request.roles:  # type: ignore[attr-defined]
            asked = request.GET.get("list") or request.POST.get("list") or ""
            actor = actor_of(request.user, desk.role)
            return Desk(actor, opened, asked if asked in [*desk.lists, FEE_LOST] else desk.lists[0])
    raise NotAllowed("no role of this person works on cases")


@staff
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The queue with its first case open."""
    desk = desk_of(request)
    cases = _cases(desk)
    if cases:
        return redirect(_address(desk, cases[0].reference))
    return render(request, "procedures/desk.html", _queue_context(desk, cases, None))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Cases by reference, passport number or name, listed where the queue stands; the only one is opened.

    What is looked for is sent in the body, so that nobody's name stands in an address.
    """
    desk, text = desk_of(request), clean(request.POST.get("text", ""))[:MOST_TYPED]
    if not text:
        return redirect("desk")
    hit("desk_find", desk.actor.name, at=datetime.now(UTC), most=300, minutes=10)
    found = search(desk.actor, text, procedure=desk.opened.definition.procedure, at=datetime.now(UTC))
    if len(found) == 1:
        return redirect(_address(desk, found[0].reference))
    return render(request, "procedures/desk.html", _queue_context(desk, found, None) | {"looked_for": text})


def _cases(desk: Desk) -> list[Case]:
    return fee_lost(desk.actor) if desk.chosen == FEE_LOST else cases_in_queue(desk.actor, status=desk.chosen)


def _address(desk: Desk, reference: str) -> str:
    address = reverse("desk_case", kwargs={"reference": reference})
    return address if desk.chosen == desk.opened.definition.desk.lists[0] else f"{address}?list={desk.chosen}"


def _queue_context(desk: Desk, cases: list[Case], current_reference: str | None) -> dict[str, Any]:
    code = current().code
    return {
        "items": [_item(desk, case, code, case.reference == current_reference) for case in cases],
        "lists": [
            (name, desk.opened.text(f"state.{name}", code), name == desk.chosen)
            for name in desk.opened.definition.desk.lists
        ]
        + ([(FEE_LOST, _("Fee lost"), desk.chosen == FEE_LOST)] if fee_lost(desk.actor) else []),
        "opened": desk.opened,
        "chosen": desk.chosen,
        "case": None,
        "looked_for": "",
    }


def _name(opened: Opened, answers: dict[str, Any]) -> str:
    return ", ".join(str(answers[n]) for n in reversed(opened.definition.subject_name) if n in answers)


def _item(desk: Desk, case: Case, code: str, is_current: bool) -> dict[str, Any]:
    opened, answers = open_bundle(case.bundle_id), open_answers(case)
    told = [shown(opened, opened.fields[n], answers, code) for n in opened.definition.desk.line if n in answers]
    return {
        "url": _address(desk, case.reference),
        "title": _name(opened, answers),
        "reference": case.reference,
        "text": " · ".join(told),
        "when": format_date(case.deadline.date(), code) if case.deadline else "",
        "tag": None,
        "current": is_current,
    }


@staff
@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """One case on one screen."""
    return _case(request, reference)


def _case(request: HttpRequest, reference: str, error: str = "", said: dict[str, Any] | None = None) -> HttpResponse:
    now, code, desk = datetime.now(UTC), current().code, desk_of(request)
    found, opened = case_for(desk.actor, reference, at=now)
    answers, actions = answers_now(found), actions_of(found)
    known, payment = all_facts(opened, answers, at=now), payments.find(reference=found.application.reference)
    context = _queue_context(desk, _cases(desk), reference) | {
        "case": found,
        "opened": opened,
        "name": _name(opened, answers),
        "told": _told(opened, known),
        "findings": _recorded_findings(actions) or findings(opened, known),
        "parts": [
            (_title(opened, page.page, code), rows(opened, page, answers, code, at=now))
            for page in asked_pages(opened, answers, at=now)
        ],
        "pictures": [f for f in opened.fields.values() if f.kind in FILE_KINDS and f.field in answers],
        "timeline": timeline(opened, actions, found, code, _people(actions)),
        "verbs": [t for t in opened.definition.transitions if found.status in t.from_ and desk.actor.role in t.by],
        "documents": documents.of_reference(found.reference),
        "disputes": payment.disputes if payment else [],
        "error": error,
        "said": said or {},
        "corrected": {
            name: _typed(opened, name, answers) for t in opened.definition.transitions for name in t.corrects
        },
    }
    return render(request, "procedures/desk.html", context, status=422 if error else 200)


def _typed(opened: Opened, name: str, answers: dict[str, Any]) -> tuple[str, str]:
    """A field that may be corrected: its label, and its value as one types it."""
    return opened.text(f"field.{name}", current().code), str(answers.get(name, ""))


def _corrections(request: HttpRequest, desk: Desk, reference: str, verb: str) -> dict[str, Any]:
    """What was typed for a correction and differs from what stands there.

    Raises:
        Invalid: a value cannot be what its field asks for, or nothing differs.
    """
    transition = desk.opened.transitions.get(verb)
    if transition is None or not transition.corrects:
        return {}
    now = datetime.now(UTC)
    found, opened = case_for(desk.actor, reference, at=now)
    answers, data = answers_now(found), {name: request.POST.get(f"correct-{name}", "") for name in transition.corrects}
    parsed = {name: _parsed(opened, name, data[name], now) for name in transition.corrects}
    changed = {name: value for name, value in parsed.items() if value != answers.get(name) and value is not None}
    if not changed:
        raise Invalid(reader=_("Nothing differs from what stands there."))
    return changed


def _parsed(opened: Opened, name: str, typed: str, at: datetime) -> Any:
    field = opened.fields[name]
    parts = dict(zip(("year", "month", "day"), f"{typed}--".split("-"), strict=False))
    data = {f"{name}-{part}": value for part, value in parts.items()} if field.kind == "date" else {name: typed}
    return parse(field, data, today=at.date())


def _title(opened: Opened, page: str, code: str) -> str:
    return opened.text(f"page.{page}.desk", code) or opened.text(f"page.{page}", code)


def _told(opened: Opened, known: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the groups of facts tell an officer."""
    named = ((facts.source(name), known[facts.group(name)]) for name in opened.definition.facts)
    return [source.tell(values) for source, values in named if source and source.tell]


def _recorded_findings(actions: list[CaseAction]) -> list[str]:
    return next((list(action.body["findings"]) for action in reversed(actions) if action.body.get("findings")), [])


def _people(actions: list[CaseAction]) -> dict[str, str]:
    keys = {
        action.actor: action.actor.removeprefix("person:") for action in actions if action.actor.startswith("person:")
    }
    names = dict(Person.objects.filter(pk__in=keys.values()).values_list("pk", "name"))
    return {actor: names.get(int(key), actor) for actor, key in keys.items()}


@staff
@require_safe
def picture(request: HttpRequest, reference: str, field: str) -> HttpResponse:
    """A picture of a case."""
    found, _opened = case_for(desk_of(request).actor, reference, at=datetime.now(UTC))
    return picture_response(found, field, small="small" in request.GET)


@staff
@require_POST
def decide(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Do a verb with a case, then open the next one in the queue."""
    desk = desk_of(request)
    reasons, note = request.POST.getlist("reasons"), request.POST.get("note", "")[:4000].strip()
    said = {"verb": verb, "reasons": reasons, "note": note}
    try:
        answers = _corrections(request, desk, reference, verb)
    except Invalid as error:
        return _case(request, reference, error.reader, said)
    try:
        act(
            reference=reference,
            verb=verb,
            by=desk.actor,
            at=datetime.now(UTC),
            said=Said(reasons=reasons, note=note, answers=answers),
        )
    except Invalid:
        return _case(request, reference, _("Choose at least one reason. The applicant is told."), said)
    first = desk.opened.definition.desk.lists[0]
    return redirect(reverse("desk") + ("" if desk.chosen == first else f"?list={desk.chosen}"))
