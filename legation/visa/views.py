"""The first screen: do I need a visa? It answers before any form."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from legation.ground.errors import Invalid
from legation.ground.languages.api import current
from legation.ground.limits.api import hit
from legation.ground.people.api import citizen_of
from legation.ground.posts.policy import public
from legation.procedures.api import APPLY_MOST, in_force, start
from legation.visa.policy import days_of, policy_now, question_of
from legation.visa.rules import Answer, OutsidePolicy, UnknownNationality, decide
from legation.visa.rules.codes import DOCUMENTS, PERMIT_KINDS, PURPOSES
from legation.visa.wording import condition_word, issuer_choices, issuer_name, nationality_choices
from legation.web.client import address_of

ASKED = ("nationality", "purpose", "document_kind", "permit", "permit_issuer")
PROCEDURE = "evisa"


def _asked(data: Any) -> dict[str, str]:
    return {name: str(data.get(name, ""))[:20].strip() for name in ASKED}


@public
@require_safe
def need_a_visa(request: HttpRequest) -> HttpResponse:
    """Nationality, purpose, travel document, permit of a third state: the answer on the same page."""
    asked = _asked(request.GET)
    asked["document_kind"] = asked["document_kind"] or "ordinary"
    answer: Answer | None = None
    errors: list[tuple[str, str]] = []
    if "nationality" in request.GET:
        answer, errors = _answer(asked)
    context = _choices() | {"asked": asked, "answer": answer, "errors": errors}
    if answer is not None:
        context |= _told(answer)
    return render(request, "visa/need.html", context)


def _answer(asked: dict[str, str]) -> tuple[Answer | None, list[tuple[str, str]]]:
    errors = []
    if not asked["nationality"]:
        errors.append(("nationality", _("Choose the country of your passport.")))
    if asked["purpose"] not in PURPOSES:
        errors.append(("purpose", _("Choose why you are coming.")))
    if asked["document_kind"] not in DOCUMENTS:
        errors.append(("document_kind", _("Choose what you travel on.")))
    if bool(asked["permit"]) != bool(asked["permit_issuer"]) or asked["permit"] not in ("", *PERMIT_KINDS):
        errors.append(("permit", _("Choose both what you hold and who issued it, or neither.")))
    if errors:
        return None, errors
    try:
        return decide(policy_now(), question_of(asked, today=datetime.now(UTC).date())), []
    except UnknownNationality:
        return None, [("nationality", _("Choose a country from the list."))]
    except OutsidePolicy:
        return None, [("nationality", _("The rules for this date are not published yet."))]


def _choices() -> dict[str, Any]:
    language = current().code
    opened = in_force(PROCEDURE, at=datetime.now(UTC))
    return {
        "nationalities": nationality_choices(language), "purposes": opened.options("purpose", language),
        "documents": opened.options("document_kind", language), "permits": opened.options("permit", language),
        "issuers": issuer_choices(policy_now(), language),
    }  # fmt: skip


def _told(answer: Answer) -> dict[str, Any]:
    language = current().code
    route = answer.route
    return {
        "route": route,
        "stay_days": days_of(route.stay) if route.stay else 0,
        "conditions": [condition_word(code) for code in route.conditions],
        "alternatives": [
            (alternative, [issuer_name(code, language) for code in alternative.issued_by])
            for alternative in answer.alternatives
            if not alternative.held
        ],
        "changes": [hint for hint in answer.what_would_change if hint.code == "rule_changes"],
        "days_of": days_of,
    }


@public
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Open an application with what the first screen learned."""
    now = datetime.now(UTC)
    hit("apply", address_of(request), at=now, most=APPLY_MOST, minutes=10)
    known = {name: value for name, value in _asked(request.POST).items() if value}
    try:
        who = citizen_of(request)
        token = start(procedure=PROCEDURE, known=known, language=current().code, at=now, citizen=who)
    except Invalid:
        return redirect("visa")
    return redirect("page", token=token, page=in_force(PROCEDURE, at=now).definition.form_pages()[0].page)
