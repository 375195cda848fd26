"""The visa policy of the profile, and the facts that the e-visa's definition asks of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from legation.ground.languages.api import current, format_money
from legation.ground.profile import folder
from legation.ground.sources import Problem
from legation.procedures.api import FactSource, register_facts
from legation.visa.policy_differences import differences
from legation.visa.rules import (
    Answer,
    Offer,
    OutsidePolicy,
    Permit,
    Policy,
    Question,
    check_policy,
    decide,
    read_policy,
)
from legation.visa.rules.codes import Document, Entries, PermitKind, Purpose
from legation.visa.rules.schema import Stay

GIVES = {
    "outcome": "string", "decision": "string", "rule": "string", "entries": "string", "stay_days": "int",
    "validity_days": "int", "passport_valid_days": "int", "fee_minor": "int", "fee_currency": "string",
}  # fmt: skip
NEEDS = {
    "nationality": "country", "purpose": "choice", "document_kind": "choice", "permit": "choice",
    "permit_issuer": "text", "arrival": "date", "entries": "choice",
}  # fmt: skip
"""The answers that `question_of` and `find` look at."""
CHOICES = {
    name: frozenset(get_args(words))
    for name, words in (("purpose", Purpose), ("document_kind", Document), ("permit", PermitKind), ("entries", Entries))
}
_NOTHING: dict[str, Any] = {name: 0 if kind == "int" else "" for name, kind in GIVES.items()}


def policy_path() -> Path:
    """Where the policy of the profile in force stands."""
    return folder() / "visa_policy.yaml"


@lru_cache(maxsize=8)
def policy_from(text: str) -> Policy:
    """The policy in a file's text; remembered, since bundles carry the text."""
    return read_policy(text, policy_path().name)


def policy_now() -> Policy:
    """The policy in the profile's file, for the first screen; read again when the file changed."""
    path = policy_path()
    return _policy_of(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _policy_of(path: Path, _changed: int) -> Policy:
    return policy_from(path.read_text(encoding="utf-8"))


def question_of(answers: Mapping[str, Any], *, today: date) -> Question:
    """What the answers of an application ask of the policy; the day of arrival counts as today until it is known."""
    permits: tuple[Permit, ...] = ()
    if answers.get("permit") and answers.get("permit_issuer"):
        permits = (Permit(str(answers["permit_issuer"]).upper(), answers["permit"]),)
    arrival = date.fromisoformat(answers["arrival"]) if "arrival" in answers else today
    return Question(
        nationality=answers["nationality"], purpose=answers["purpose"], document=answers["document_kind"],
        arrival=max(arrival, today), permits=permits, asked_on=today,
    )  # fmt: skip


def days_of(stay: Stay) -> int:
    """A stay in days, both ends counted; hours are rounded up to the days they can touch."""
    if stay.unlimited:
        return 36_500
    return stay.days if stay.days is not None else (stay.hours or 0) // 24 + 1


def find(answers: Mapping[str, Any], content: Any, at: datetime) -> dict[str, Any]:
    """The facts GIVES lists, under the policy text a bundle carries; empty while nothing is known."""
    if not {"nationality", "purpose", "document_kind"} <= set(answers):
        return dict(_NOTHING)
    try:
        answer = decide(policy_from(content["policy"]), question_of(answers, today=at.date()))
    except OutsidePolicy:
        return dict(_NOTHING)
    return _facts(answer, str(answers.get("entries", "")))


def _facts(answer: Answer, entries: str) -> dict[str, Any]:
    route = answer.route
    found = _NOTHING | {
        "outcome": route.outcome,
        "rule": route.reference.rule,
        "decision": route.decision or "",
    }
    found["passport_valid_days"] = route.passport_valid_days or 0
    if route.offers:
        offer = _wanted(route.offers, entries)
        found |= {
            "entries": offer.entries, "stay_days": days_of(offer.stay), "validity_days": offer.validity_days,
            "fee_minor": offer.fee.minor, "fee_currency": offer.fee.currency,
        }  # fmt: skip
    return found


def _wanted(offers: tuple[Offer, ...], entries: str) -> Offer:
    """The offer for that many entries, or the first where there is none."""
    return next((offer for offer in offers if offer.entries == entries), offers[0])


def _content() -> dict[str, str]:
    return {"policy": policy_path().read_text(encoding="utf-8")}


def _problems() -> list[Problem]:
    path = policy_path()
    return list(_problems_of(path, path.stat().st_mtime_ns))


@lru_cache(maxsize=2)
def _problems_of(path: Path, _changed: int) -> tuple[Problem, ...]:
    name = f"profiles/{path.parent.name}/visa_policy.yaml"
    return tuple(replace(problem, path=name) for problem in check_policy(path))


def tell(facts: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    """What the policy says of a case, for the desk."""

    def days(count: int) -> str:
        return ngettext("%(num)s day", "%(num)s days", count) % {"num": count}

    fee = _("no fee")
    if facts["fee_minor"]:
        fee = format_money(facts["fee_minor"], facts["fee_currency"], current().code)
    decision = {"by_rule": _("by rule"), "officer": _("by an officer")}.get(facts["decision"], "")
    return _("What the policy says"), [
        (_("Decision"), decision),
        (_("Stay"), days(facts["stay_days"])),
        (_("To be used within"), days(facts["validity_days"])),
        (_("Passport valid after arrival"), days(facts["passport_valid_days"])),
        (_("Fee"), fee),
    ]


def connect() -> None:
    """Register the facts with the engine."""
    register_facts("visa.policy", FactSource(
        gives=GIVES, find=find, content=_content, needs=NEEDS, choices=CHOICES, differences=differences,
        problems=_problems, tell=tell,
    ))  # fmt: skip
