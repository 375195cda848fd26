"""How procedures, applications and cases look as JSON, in the reader's language."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from legation.documents import api as documents
from legation.ground.errors import Conflict
from legation.ground.languages.api import current, format_money
from legation.payments import api as payments
from legation.procedures.answers import all_facts, open_answers
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.definitions.expressions import ExpressionError
from legation.procedures.fees import Charge, price_of
from legation.procedures.kinds import FILE_KINDS
from legation.procedures.models import Application, Case
from legation.procedures.selectors import actions_of_all
from legation.procedures.services.save_page import missing
from legation.procedures.signing import signers
from legation.procedures.story import reasons_of
from legation.procedures.values import json_schema

Told = dict[str, Any]
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def procedure_line(opened: Opened) -> Told:
    """As `schemas.ProcedureLine`."""
    definition = opened.definition
    return {
        "procedure": definition.procedure, "version": definition.version, "department": definition.department,
        "title": opened.text("title", current().code),
    }  # fmt: skip


def procedure(opened: Opened) -> Told:
    """As `schemas.Procedure`."""
    definition, code = opened.definition, current().code
    fields = [field for page in definition.form_pages() for field in page.fields]
    fee = definition.fee
    fixed = isinstance(fee.amount, int) and "." not in fee.currency
    return procedure_line(opened) | {
        "handled_by": definition.opened_at, "bundle": opened.digest,
        "lead": opened.text("lead", code), "starts_with": definition.starts_with,
        "pages": [_page(opened, page.page, [f.field for f in page.fields]) for page in definition.form_pages()],
        "answers_schema": _object(opened, fields), "declarations_schema": _object(opened, definition.declarations()),
        "files": [field.field for field in fields if field.kind in FILE_KINDS],
        "rules": [
            {"rule": rule.rule, "at": rule.at, "holds": rule.holds, "text": opened.text(f"rule.{rule.rule}", code)}
            for rule in definition.rules
        ],
        "fee": {"amount": fee.amount if fixed else None, "currency": fee.currency if fixed else None,
                "purpose": fee.purpose},
        "states": [
            {"state": state.state, "phase": state.phase, "title": opened.text(f"state.{state.state}", code)}
            for state in definition.states
        ],
    }  # fmt: skip


def _page(opened: Opened, page: str, fields: list[str]) -> Told:
    code = current().code
    title, lead = opened.text(f"page.{page}", code), opened.text(f"page.{page}.lead", code)
    return {"page": page, "title": title, "lead": lead, "fields": fields}


def _object(opened: Opened, fields: Sequence[Any]) -> Told:
    required = [field.field for field in fields if field.required and not field.when]
    properties = {field.field: json_schema(opened, field, current().code) for field in fields}
    return {"$schema": _DRAFT, "type": "object", "properties": properties, "required": required,
            "additionalProperties": False}  # fmt: skip


def case_line(case: Case) -> Told:
    """As `schemas.CaseLine`."""
    opened = open_bundle(case.bundle_id)
    return {
        "reference": case.reference, "status": case.status, "phase": opened.definition.state_named(case.status).phase,
        "title": opened.text(f"state.{case.status}", current().code), "deadline": case.deadline,
    }  # fmt: skip


def application_line(application: Application, cases: Sequence[Case]) -> Told:
    """As `schemas.ApplicationLine`."""
    return {
        "reference": application.reference,
        "procedure": open_bundle(application.bundle_id).definition.procedure,
        "created_at": application.created_at, "submitted_at": application.submitted_at,
        "cases": [case_line(case) for case in cases],
    }  # fmt: skip


def application(cases: Sequence[Case]) -> Told:
    """As `schemas.ApplicationView`, of all the cases of one application."""
    found, code = cases[0].application, current().code
    payment = payments.find(reference=found.reference) if found.submitted_at else None
    actions = actions_of_all(cases)
    told = [
        case_line(case) | {"reasons": reasons_of(case, open_bundle(case.bundle_id), actions[case.pk], code)}
        for case in cases
    ]
    return application_line(found, []) | {
        "bundle": found.bundle_id, "language": found.language, "cases": told,
        "signatures": [
            {"signature": each.signature.signature, "title": each.title, "name": each.name, "standing": each.standing,
             "asked_at": each.row and each.row.asked_at, "answered_at": each.row and each.row.answered_at}
            for each in signers(cases[0], open_bundle(cases[0].bundle_id), at=datetime.now(UTC))
        ],
        "payment": payment and {
            "fee": money(payment.amount, payment.currency), "state": payment.state, "settled_at": payment.settled_at,
        },
    }  # fmt: skip


def money(amount: int, currency: str) -> Told:
    """As `schemas.Money`."""
    return {"amount": amount, "currency": currency, "text": format_money(amount, currency, current().code)}


def price(cases: Sequence[Case], *, at: datetime) -> Told:
    """As `schemas.Price`: what cases cost with their answers as they are.

    Raises:
        Conflict: an answer that this depends on is lacking.
    """
    total, lines, currency = 0, [], ""
    for case in cases:
        opened = open_bundle(case.bundle_id)
        try:
            found = price_of(opened, all_facts(opened, open_answers(case), at=at))
        except (ExpressionError, KeyError) as error:
            raise Conflict("an answer is lacking that the price depends on") from error
        total, currency = total + found.amount, found.currency
        lines += [_line(opened, case, each, currency) for each in found.charges]
    return money(total, currency) | {"lines": lines}


def _line(opened: Opened, case: Case, charge: Charge, currency: str) -> Told:
    code = current().code
    title = opened.text(f"fee.{charge.line}" if charge.line else "title", code)
    why = opened.text(f"exempt.{charge.exempt}", code) if charge.exempt else ""
    return {"case": case.reference, "title": title, "count": charge.count, "amount": charge.amount,
            "unit": charge.unit, "exempt": why}  # fmt: skip


def answers(case: Case, *, at: datetime) -> Told:
    """As `schemas.AnswersView`."""
    opened, found = open_bundle(case.bundle_id), open_answers(case)
    lacking = [field.field for page in opened.definition.form_pages() for field in missing(opened, page, found, at=at)]
    return {"answers": {name: answer(value) for name, value in found.items() if name in opened.fields},
            "missing": lacking}  # fmt: skip


def answer(value: Any) -> Any:
    """A stored answer; of a file, what it is."""
    if not isinstance(value, dict) or "file" not in value:
        return value
    return {"sha256": value["file"], "size": value["size"], "type": value.get("type", "image/jpeg")}


def issued(cases: Sequence[Case]) -> list[Told]:
    """As `schemas.IssuedDocument`, what was issued for cases, by case, each one's oldest first."""
    found = documents.of_references([case.reference for case in cases])
    return [
        {"number": each.number, "kind": each.kind, "case": case.reference, "issued_at": each.issued_at,
         "valid_from": each.valid_from, "valid_until": each.valid_until, "revoked": each.revoked_at is not None,
         "sha256": each.digest}
        for case in cases for each in found.get(case.reference, [])
    ]  # fmt: skip
