"""Answers: sealed under the case's key at rest, plain in memory; and the facts that expressions see of them."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, time
from typing import Any

from legation.ground.audit.api import canonical
from legation.ground.errors import NotFound
from legation.ground.secrets import seal, unseal, unwrap
from legation.procedures.bundles import Opened
from legation.procedures.definitions import facts
from legation.procedures.definitions.expressions import ExpressionError, ready
from legation.procedures.definitions.schema import Page
from legation.procedures.fees import Price, price_of
from legation.procedures.kinds import FILE_KINDS, fact
from legation.procedures.models import Case

_CONTEXT = "answers"


def key_of(case: Case) -> bytes:
    """The case's data key.

    Raises:
        NotFound: the person was forgotten, the key is gone.
    """
    if case.data_key is None:
        raise NotFound(f"case {case.reference} was erased")
    return unwrap(case.data_key)


def seal_answers(key: bytes, answers: Mapping[str, Any]) -> bytes:
    """Answers as they are stored."""
    return seal(key, canonical(answers), context=_CONTEXT)


def open_answers(case: Case, key: bytes | None = None) -> dict[str, Any]:
    """A case's answers: field code -> JSON value; empty fields are absent."""
    return dict(json.loads(unseal(key or key_of(case), case.answers, context=_CONTEXT)))


def own_facts(opened: Opened, answers: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """Answers (as `kinds.fact` gives them, no rows as an empty list) and today: what pages and fields may depend on."""
    known = {
        name: fact(opened.fields[name], value)
        for name, value in answers.items()
        if name in opened.fields and opened.fields[name].kind not in FILE_KINDS
    }
    return {"answers": opened.no_rows | known, "today": datetime.combine(at.date(), time(), UTC)}


def all_facts(opened: Opened, answers: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """What the other expressions and the fee may use: own facts, and each group of named facts looked up."""
    found = own_facts(opened, answers, at=at)
    for name in opened.definition.facts:
        source = facts.source(name)
        if source is None:
            raise NotFound(f"facts {name} are not registered")
        found[facts.group(name)] = source.find(answers, opened.policy.get(name), at)
    found["findings"] = {"count": len(findings(opened, found))}
    return found


def findings(opened: Opened, known: Mapping[str, Any]) -> list[str]:
    """The codes of what an officer should look at, under `known` facts; a condition that lacks a fact is no finding."""
    found, context = [], ready(known)
    for finding in opened.definition.findings:
        with suppress(ExpressionError):
            if opened.conditions[finding.when].run(context):
                found.append(finding.finding)
    return found


def is_asked(opened: Opened, name: str, answers: Mapping[str, Any], *, at: datetime) -> bool:
    """Whether a field is asked, given the answers so far; not while an answer that its condition needs is lacking."""
    return _hold(opened, opened.asked_if[name], answers, at=at)


def asked_pages(opened: Opened, answers: Mapping[str, Any], *, at: datetime) -> list[Page]:
    """The pages that are filled in, given the answers so far, in order."""
    pages = opened.definition.form_pages()
    return [page for page in pages if _hold(opened, [page.when] if page.when else [], answers, at=at)]


def _hold(opened: Opened, conditions: list[str], answers: Mapping[str, Any], *, at: datetime) -> bool:
    if not conditions:
        return True
    facts = ready(own_facts(opened, answers, at=at))
    try:
        return all(opened.conditions[text].run(facts) for text in conditions)
    except ExpressionError:
        return False


def fee_of(opened: Opened, known: Mapping[str, Any]) -> tuple[int, str]:
    """What it costs under `known` facts: minor units and currency."""
    price = price_of(opened, known)
    return price.amount, price.currency


def price_now(opened: Opened, answers: Mapping[str, Any], *, at: datetime) -> Price:
    """What a case with these answers costs at a moment, line by line."""
    return price_of(opened, all_facts(opened, answers, at=at))


def lines_of_case(case: Case, opened: Opened, answers: Mapping[str, Any]) -> Price | None:
    """What a case cost when it was handed in, by its answers of then; None where the fee has no lines to show."""
    if not opened.definition.fee.lines:
        return None
    return price_now(opened, answers, at=case.application.submitted_at or case.opened_at)
