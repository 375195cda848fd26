"""The checklist: what somebody asked, the chain that answers it, and what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from legation.ground.posts.api import post_names
from legation.ground.profile import profile
from legation.ground.states.codes import nationality_codes
from legation.ground.states.names import state_name
from legation.procedures.bundles import Opened, offered
from legation.procedures.chains.chain import Wish, chain
from legation.procedures.chains.conventions import apostilles
from legation.procedures.chains.costs import price, visits, working_days
from legation.procedures.chains.table import PAPERS, Step
from legation.procedures.where import where


@dataclass(frozen=True)
class Asked:
    """What somebody chose, and what is wrong with it, by input name."""

    paper: str = ""
    issued_by: str = ""
    used_in: str = ""
    lives_in: str = ""
    electronic: bool = False
    translated: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    """One step as it is shown. `service` is None for what is done outside, whose fee and time are not ours to say."""

    name: str
    service: Opened | None = None
    post: str = ""
    fee: tuple[int, str] | None = None
    visits: int = 0
    days: int = 0


@dataclass(frozen=True)
class Checklist:
    """The chain and its sums.

    `rule` is `same` (one state), `consular` (signed by a consul), `convention` or `no_convention`.
    `contested` says that it is wiser to ask before.
    """

    stages: list[Stage]
    rule: str
    contested: bool
    totals: dict[str, int]
    visits: int
    days: int
    outside: int


def asked_of(said: Mapping[str, str]) -> Asked:
    """What the address of the page says, checked."""
    known, errors = nationality_codes(), dict[str, str]()
    asked = Asked(
        said.get("paper", ""), said.get("issued_by", "")[:3], said.get("used_in", "")[:3], said.get("lives_in", "")[:3],
        said.get("form") == "electronic", said.get("translated") == "yes", errors,
    )  # fmt: skip
    if asked.paper not in PAPERS:
        errors["paper"] = _("Choose a paper.")
    for name, state in (("issued_by", asked.issued_by), ("used_in", asked.used_in), ("lives_in", asked.lives_in)):
        if state not in known:
            errors[name] = _("Choose a country from the list.")
    return asked


def checklist(asked: Asked, language: str, *, at: datetime) -> Checklist:
    """The chain for what was asked without errors, in the reader's language."""
    services = {each.definition.procedure: each for each in offered(at=at)}
    apostille = apostilles()
    relation = apostille.between(asked.issued_by, asked.used_in)
    paper: Any = asked.paper
    wish = Wish(paper, asked.issued_by, asked.used_in, profile().state, relation, asked.translated)
    names = post_names(language)
    steps = chain(wish, services.keys())
    stages = [
        _outside(step.outside, asked, language)
        if step.outside
        else _stage(step, services[step.service], asked, language, names, at=at)
        for step in steps
    ]
    totals: dict[str, int] = {}
    for amount, currency in (each.fee for each in stages if each.fee):
        totals[currency] = totals.get(currency, 0) + amount
    rule: str = "same" if asked.issued_by == asked.used_in else relation
    if any(step.outside == "signature" for step in steps):
        rule = "consular"
    contested = rule == "convention" and apostille.contested(asked.issued_by, asked.used_in)
    return Checklist(
        stages, rule, contested, totals,
        sum(each.visits for each in stages), sum(each.days for each in stages),
        sum(each.service is None for each in stages),
    )  # fmt: skip


def _stage(step: Step, opened: Opened, asked: Asked, language: str, names: Mapping[str, str], *, at: datetime) -> Stage:
    return Stage(
        opened.text("title", language), opened, names.get(_post(opened, asked.lives_in), ""),
        price(opened, step.answers, at=at),
        visits(opened, stamps=step.stamps and not asked.electronic), working_days(opened.definition),
    )  # fmt: skip


def _post(opened: Opened, lives_in: str) -> str:
    """The code of the post at which it is begun; '' where it takes more than the state to know."""
    if opened.definition.opened_at != "post":
        return profile().centre
    return where(opened.definition.procedure, lives_in).serves


def _outside(what: str, asked: Asked, language: str) -> Stage:
    """What is done by somebody else, in words."""
    issuer, target = state_name(asked.issued_by, language), state_name(asked.used_in, language)
    said = {
        "issuer": _("Get the paper from the authority that keeps it: %(state)s") % {"state": issuer},
        "apostille": _("Apostille by the authority that gives them: %(state)s") % {"state": issuer},
        "ministry": _("Certification by the foreign ministry: %(state)s") % {"state": issuer},
        "embassy": _("Legalisation by the embassy of the state where it is used: %(state)s") % {"state": target},
        "signature": _("Confirmation of our officer’s signature by the foreign ministry, if asked for: %(state)s")
        % {"state": target},
        "translator": _("Sworn translation where it is used: %(state)s") % {"state": target},
    }
    return Stage(said[what])
