"""Handing in: the whole form is checked once more, the fee is asked for, and the chain begins."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from legation.ground.audit.api import canonical
from legation.ground.errors import Conflict, Invalid
from legation.ground.people.api import Actor, address_index
from legation.ground.posts.api import post_code
from legation.ground.secrets import new_key, seal, unseal, unwrap, wrap
from legation.ground.together import Together
from legation.payments import api as payments
from legation.procedures.answers import all_facts, fee_of, key_of, open_answers, seal_answers
from legation.procedures.bundles import Opened
from legation.procedures.findable import index_values
from legation.procedures.kinds import parse
from legation.procedures.models import Case, CaseIndex, Party
from legation.procedures.selectors import Link, draft_of
from legation.procedures.services.act import FOLDED, Changes, Said, act_on, settle
from legation.procedures.services.save_page import MOST_ATTEMPTS, missing
from legation.procedures.validation import broken_rules

LABELS = ("nationality",)
"""Answers that income is counted by, where a procedure asks them; nothing that tells who somebody is."""
APPLICANT = Actor(role="applicant", name="applicant")


def submit(*, token: Link, declared: Mapping[str, str], at: datetime) -> str:
    """Hand in the draft behind a resume link; gives the application's reference.

    Args:
        declared: input name -> raw string, for the declarations made under the summary.

    Raises:
        Conflict: it was handed in already.
        Invalid: something is missing or no longer holds; `fields` says what.
    """
    for _attempt in range(MOST_ATTEMPTS):
        case, opened = draft_of(token)
        if case.status not in opened.transitions["submit"].from_:
            raise Conflict("already handed in")
        if _hand_in(case, opened, declared, at=at):
            return case.application.reference
    raise Conflict("the draft was changed from several places at once")


def _hand_in(case: Case, opened: Opened, declared: Mapping[str, str], *, at: datetime) -> bool:
    """Hand a draft in unless somebody else wrote to it since it was read; gives whether it is done."""
    key, before, status, writes = key_of(case), case.answers, case.status, Together(guarded=True)
    answers = open_answers(case, key) | _declarations(opened, declared, at=at)
    facts = _checked(opened, answers, at=at)
    amount, currency = fee_of(opened, facts)
    case.answers, application = seal_answers(key, answers), case.application
    changes, said = Changes(), Said(body={
        "application": application.reference, "bundle": opened.digest, "language": application.language,
        "answers": sha256(case.answers).hexdigest(), "amount": amount, "currency": currency,
    })  # fmt: skip
    act_on(case, changes, verb="submit", by=APPLICANT, at=at, said=said)
    # the same answers are never sealed to the same bytes, so the old bytes tell this draft from any other
    writes.update(case, *FOLDED, "answers", where="answers = %s AND status = %s", values=[before, status])
    application.applicant, application.submitted_at = _party(opened, answers, application.language), at
    writes.insert(application.applicant)
    writes.update(application, "applicant", "submitted_at")
    writes.insert(*indexes_of(case, opened, answers))
    writes.insert(*changes.actions)
    writes.insert(*changes.effects, once=True)
    writes.insert(*changes.reminders, once=True)
    if amount:
        _ask_for(case, opened, answers, (amount, currency), writes=writes, at=at)
        return changes.count(writes.write())
    with transaction.atomic():
        done = changes.count(writes.write())
        if done:
            settle(application=application.reference, at=at)
    return done


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
    case: Case, opened: Opened, answers: Mapping[str, Any], fee: tuple[int, str],
    *, writes: Together, at: datetime,
) -> None:  # fmt: skip
    labels = {name: str(answers[name]) for name in LABELS if answers.get(name)}
    payments.request_payment(
        reference=case.application.reference, amount=fee[0], currency=fee[1],
        purpose=opened.definition.fee.purpose, at=at, place=post_code(case.post_id),
        labels=labels | {"procedure": opened.definition.procedure}, writes=writes,
    )  # fmt: skip


def _party(opened: Opened, answers: dict[str, Any], language: str) -> Party:
    key = new_key()
    name = " ".join(str(answers[field]) for field in opened.definition.subject_name if field in answers)
    details = {"name": name, "email": answers[opened.definition.contact]}
    sealed = seal(key, canonical(details), context="party")
    return Party(data_key=wrap(key), details=sealed, language=language)


def party_details(party: Party) -> dict[str, str]:
    """A party's name and e-mail address."""
    return dict(json.loads(unseal(unwrap(party.data_key), party.details, context="party")))


def indexes_of(case: Case, opened: Opened, answers: dict[str, Any]) -> list[CaseIndex]:
    """What a case is found by."""
    contact = CaseIndex(case=case, purpose="contact", value=address_index(str(answers[opened.definition.contact])))
    return [contact] + [
        CaseIndex(case=case, purpose=field.index, value=value)
        for field in opened.fields.values()
        if field.index and field.field in answers
        for value in index_values(field.index, str(answers[field.field]))
    ]
