"""Handing in: the whole form is checked once more, the fee is asked for, and the chain begins."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from legation.ground import statements
from legation.ground.audit.api import canonical
from legation.ground.errors import Conflict, Invalid
from legation.ground.people.api import Actor
from legation.ground.posts.api import post_code
from legation.ground.secrets import blind_index, new_key, seal, unseal, unwrap, wrap
from legation.payments import api as payments
from legation.procedures.answers import all_facts, fee_of, key_of, open_answers, seal_answers
from legation.procedures.bundles import Opened
from legation.procedures.kinds import parse
from legation.procedures.models import Case, CaseIndex, Party
from legation.procedures.selectors import draft_of
from legation.procedures.services.act import Changes, Said, act_on, settle
from legation.procedures.services.save_page import missing
from legation.procedures.validation import broken_rules

LABELS = ("nationality",)
"""Answers that income is counted by, where a procedure asks them; nothing that tells who somebody is."""
APPLICANT = Actor(role="applicant", name="applicant")


@transaction.atomic
def submit(*, token: str, declared: Mapping[str, str], at: datetime) -> str:
    """Hand in the draft behind a resume link; gives the application's reference.

    Args:
        declared: input name -> raw string, for the declarations made under the summary.

    Raises:
        Conflict: it was handed in already.
        Invalid: something is missing or no longer holds; `fields` says what.
    """
    case, opened = draft_of(token, lock=True)
    changes = Changes(also=("answers",))
    if case.status not in opened.transitions["submit"].from_:
        raise Conflict("already handed in")
    key = key_of(case)
    answers = open_answers(case, key)
    answers |= _declarations(opened, declared, at=at)
    facts = _checked(opened, answers, at=at)
    case.answers = seal_answers(key, answers)
    application = case.application
    application.applicant = _party(opened, answers, application.language)
    application.submitted_at = at
    statements.update(application, "applicant", "submitted_at")
    _index(case, opened, answers)
    amount, currency = fee_of(opened, facts)
    said = Said(body={
        "application": application.reference, "bundle": opened.digest, "language": application.language,
        "answers": sha256(case.answers).hexdigest(), "amount": amount, "currency": currency,
    })  # fmt: skip
    act_on(case, changes, verb="submit", by=APPLICANT, at=at, said=said)
    changes.write()
    _ask_for(case, opened, answers, amount, currency, at=at)
    return application.reference


def _declarations(opened: Opened, declared: Mapping[str, str], *, at: datetime) -> dict[str, Any]:
    made, errors = {}, {}
    for field in opened.definition.declarations():
        try:
            made[field.field] = parse(field, declared, today=at.date())
        except Invalid as error:
            errors[field.field] = error.reader
    if errors:
        raise Invalid("not declared", fields=errors)
    return made


def _checked(opened: Opened, answers: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    lacking = {
        field.field: "" for page in opened.definition.pages for field in missing(opened, page, answers, at=at)
    }  # fmt: skip
    if lacking:
        raise Invalid("missing answers", fields=lacking)
    if broken := broken_rules(opened, answers, at=at):
        raise Invalid("broken rules", fields=broken)
    facts = all_facts(opened, answers, at=at)
    offered = opened.definition.offered_when
    if offered and not opened.conditions[offered].run(facts):
        raise Invalid("not offered any more")
    return facts


def _ask_for(
    case: Case, opened: Opened, answers: Mapping[str, Any], amount: int, currency: str, *, at: datetime
) -> None:  # fmt: skip
    if amount == 0:
        settle(application=case.application.reference, at=at)
        return
    labels = {name: str(answers[name]) for name in LABELS if answers.get(name)}
    payments.request_payment(
        reference=case.application.reference, amount=amount, currency=currency,
        purpose=opened.definition.fee.purpose, at=at, place=post_code(case.post_id),
        labels=labels | {"procedure": opened.definition.procedure},
    )  # fmt: skip


def _party(opened: Opened, answers: dict[str, Any], language: str) -> Party:
    key = new_key()
    name = " ".join(str(answers[field]) for field in opened.definition.subject_name if field in answers)
    details = {"name": name, "email": answers[opened.definition.contact]}
    sealed = seal(key, canonical(details), context="party")
    party = Party(data_key=wrap(key), details=sealed, language=language)
    statements.insert(party)
    return party


def party_details(party: Party) -> dict[str, str]:
    """A party's name and e-mail address."""
    return dict(json.loads(unseal(unwrap(party.data_key), party.details, context="party")))


def _index(case: Case, opened: Opened, answers: dict[str, Any]) -> None:
    rows = [
        CaseIndex(case=case, purpose=field.index, value=blind_index(field.index, str(answers[field.field])))
        for field in opened.fields.values()
        if field.index and field.field in answers
    ]
    statements.insert(*rows)
