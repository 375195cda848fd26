"""The officer's desk: queue left, case right, everything on one screen, driven by keys."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.documents import api as documents
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.languages.api import current, month_names
from legation.ground.limits.api import hit
from legation.ground.posts.api import post_code
from legation.ground.posts.policy import staff
from legation.payments import api as payments
from legation.procedures import correcting
from legation.procedures.answers import all_facts, asked_pages, findings
from legation.procedures.case_lines import line_of, name_of
from legation.procedures.desk_case import (
    corrections,
    people_in,
    proposed,
    recorded_findings,
    signatures_of,
    told_of_facts,
    verbs_of,
)
from legation.procedures.desks import FEE_LOST, Desk, by_title, desk_of, titles
from legation.procedures.elsewhere import elsewhere
from legation.procedures.entry_desk import entry_told
from legation.procedures.forms import papers, rows
from legation.procedures.kinds import clean
from legation.procedures.models import Case
from legation.procedures.queues import QUEUE_PAGE, fee_lost, first_free
from legation.procedures.queues import queue as cases_in_queue
from legation.procedures.remarks import waits_at
from legation.procedures.responses import paper_response, picture_response
from legation.procedures.search import search
from legation.procedures.selectors import actions_of, answers_now, beside, case_for
from legation.procedures.services import attach
from legation.procedures.services.act import Said, act
from legation.procedures.signing import changed_since
from legation.procedures.story import timeline
from legation.procedures.together_desk import address_together
from legation.web.serving import is_serving

MOST_TYPED = 120
COUNTER = "counter"
NEXT = "next"
"""Stands in the address of a case that somebody was led to, and did not choose."""


@staff
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The queue with its first case open."""
    return _onward(desk := desk_of(request)) or render(
        request, "procedures/desk.html", _queue_context(desk, [], None)
    )  # fmt: skip


def _onward(desk: Desk) -> HttpResponse | None:
    """To the case of the open list that comes first and that nobody else has open; None where the list is empty."""
    found = first_free(desk.actor, _cases(desk)[:QUEUE_PAGE], at=datetime.now(UTC))
    if found is None:
        return None
    address = _address(desk, found.reference)
    return redirect(f"{address}{'&' if '?' in address else '?'}{NEXT}")


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
    found = search(desk.actor, text, procedure=desk.procedure, at=datetime.now(UTC))
    if len(found) == 1:
        return redirect(_address(desk, found[0].reference))
    return render(request, "procedures/desk.html", _queue_context(desk, found, None) | {"looked_for": text})


def _cases(desk: Desk) -> list[Case]:
    if desk.chosen == FEE_LOST:
        return fee_lost(desk.actor, procedure=desk.procedure)
    newest = desk.opened.definition.state_named(desk.chosen).phase == "closed"
    return cases_in_queue(
        desk.actor, procedure=desk.procedure, status=desk.chosen, newest=newest, after=desk.after
    )  # fmt: skip


def _address(desk: Desk, reference: str = "", **changed: Any) -> str:
    """The address of the queue or of a case in it, with what differs from where one comes in."""
    said = {"list": desk.chosen, "after": desk.after} | changed
    query: dict[str, Any] = {} if reference or len(desk.services) == 1 else {"service": desk.procedure}
    query |= {"list": said["list"]} if said["list"] != desk.lists[0] else {}
    query |= {"after": said["after"]} if said["after"] else {}
    address = f"{_root(current().code)}{reference}/" if reference else _root(current().code)
    return f"{address}?{urlencode(query)}" if query else address


@lru_cache(maxsize=16)
def _root(_language: str) -> str:
    """The desk's address in the language in force; a page leads to some fifty places below it."""
    return reverse("desk")


def _queue_context(
    desk: Desk, cases: list[Case], current_reference: str | None, away: frozenset[str] | None = None
) -> dict[str, Any]:  # fmt: skip
    code, offered = current().code, tuple(each.digest for each in desk.services)
    if away is None:
        away = elsewhere(desk.actor.person, at=datetime.now(UTC)).alone if cases else frozenset()
    lists = [(name, desk.opened.at_desk(name, code)) for name in desk.lists]
    lists += [(FEE_LOST, _("Fee lost"))] if fee_lost(desk.actor, procedure=desk.procedure) else []
    return {
        "items": [
            line_of(case, code, away)
            | {"url": _address(desk, case.reference), "current": case.reference == current_reference}
            for case in cases[:QUEUE_PAGE]
        ],
        "lists": [(_address(desk, list=name, after=0), label, name == desk.chosen) for name, label in lists],
        "together_url": address_together(desk),
        "services": [
            (f"{_root(code)}?service={name}", title, name == desk.procedure) for name, title in titles(offered, code)
        ],
        "choices": [(name, title, name == desk.procedure) for name, title in by_title(offered, code)],
        "before_url": _address(desk, after=max(0, desk.after - QUEUE_PAGE)) if desk.after else "",
        "more_url": _address(desk, after=desk.after + QUEUE_PAGE) if len(cases) > QUEUE_PAGE else "",
        "opened": desk.opened,
        "procedure": desk.procedure,
        "chosen": desk.chosen,
        "after": desk.after,
        "case": None,
        "at_counter": False,
        "looked_for": "",
    }


@staff
@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """One case on one screen; who was led to one that is elsewhere by now is led on."""
    try:
        return _case(request, reference)
    except NotFound:
        if NEXT in request.GET:
            return redirect("desk")
        raise


def _case(request: HttpRequest, reference: str, error: str = "", said: dict[str, Any] | None = None) -> HttpResponse:
    now, code, desk = datetime.now(UTC), current().code, desk_of(request, reference)
    found, opened = case_for(desk.actor, reference, at=now, named=desk.row)
    actions = actions_of(found)
    answers = answers_now(found, actions)
    known, payment = all_facts(opened, answers, at=now), payments.find(reference=found.application.reference)
    there = elsewhere(desk.actor.person, found.application.reference, at=now)
    context = _queue_context(desk, _cases(desk), reference, there.alone) | {
        "case": found,
        "opened": opened,
        "name": name_of(opened, answers),
        "told": [*told_of_facts(opened, known), *entry_told(desk.actor, found, opened, answers, code, at=now)],
        "findings": recorded_findings(actions) or findings(opened, known),
        "parts": [
            (
                opened.page_at_desk(page.page, code),
                rows(opened, page, answers, code, at=now),
                papers(opened, page, answers, code, at=now),
            )
            for page in asked_pages(opened, answers, at=now)
        ],
        "timeline": timeline(opened, actions, found, code, people_in(actions)),
        **verbs_of(desk, found, opened, actions),
        "signatures": signatures_of(opened, actions),
        "unsigned": [opened.text(f"field.{name}", code) for name in changed_since(actions)],
        "documents": documents.of_reference(found.reference),
        "scanned": attach.of_case(found),
        "beside": beside(desk.actor, found),
        "elsewhere": there,
        "away": found.post.name(code) if there.alone and post_code(found.post_id) in there.alone else "",
        "written": waits_at(desk.actor, found),
        "disputes": payment.disputes if payment else [],
        "error": error,
        "said": said or proposed(opened, actions),
        "at_counter": _at_counter(request),
        "months": month_names(code),
    }
    context["corrected"] = corrections(opened, context["verbs"], answers, said or {})
    return render(request, "procedures/desk.html", context, status=422 if error else 200)


@staff
@require_safe
def picture(request: HttpRequest, reference: str, field: str) -> HttpResponse:
    """A picture of a case, or a paper that came with an appeal (`paper`, its digest)."""
    desk = desk_of(request, reference)
    found, _opened = case_for(desk.actor, reference, at=datetime.now(UTC), named=desk.row)
    if "paper" in request.GET:
        return paper_response(found, request.GET["paper"])
    return picture_response(found, field, small="small" in request.GET)


@staff
@require_POST
def decide(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Do a verb with a case, then open the next one in the queue."""
    desk = desk_of(request, reference)
    reasons, note = request.POST.getlist("reasons"), request.POST.get("note", "")[:4000].strip()
    asked = request.POST.getlist("asked")
    said = {"verb": verb, "reasons": reasons, "note": note, "asked": asked}
    found, opened = case_for(desk.actor, reference, at=datetime.now(UTC), named=desk.row)
    way, answers = opened.transitions.get(verb), dict[str, Any]()
    if way is not None and way.corrects:
        said["typed"] = {name: clean(value)[:2000] for name, value in request.POST.items()}
        form: tuple[Any, ...] = (opened, way, answers_now(found), said["typed"])
        if (other := correcting.rearranged(*form, at=datetime.now(UTC))) is not None:
            return _case(request, reference, "", said | {"typed": other})
        try:
            answers = correcting.read(*form, at=datetime.now(UTC))
        except Invalid as error:
            return _case(request, reference, error.reader, said | {"errors": error.fields})
    try:
        act(
            reference=reference,
            verb=verb,
            by=desk.actor,
            at=datetime.now(UTC),
            said=Said(reasons=reasons, note=note, answers=answers, asked=asked),
        )
    except Conflict as error:
        return _case(request, reference, error.reader, said)
    except Invalid:
        known = desk.opened.transitions.get(verb)
        asks = known is not None and known.asks
        say = _("Choose what is to be corrected, and say in your own words what is wrong.")
        return _case(request, reference, say if asks else _("Choose at least one reason. The applicant is told."), said)
    if _at_counter(request):
        return redirect("counter_person")
    return _onward(desk) or redirect(_address(desk))


def _at_counter(request: HttpRequest) -> bool:
    """Whether a case was opened from the screen of whoever is being served: one goes on with them afterwards."""
    return COUNTER in {*request.GET, *request.POST} and is_serving(request)
