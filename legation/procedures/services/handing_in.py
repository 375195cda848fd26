"""What handing in needs, of one person or of many: declarations, the whole form checked, the party, the indexes."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from legation.ground.audit.api import canonical
from legation.ground.errors import Invalid
from legation.ground.people.api import Actor, address_index
from legation.ground.posts.api import post_code
from legation.ground.secrets import new_key, seal, unseal, unwrap, wrap
from legation.procedures.answers import all_facts
from legation.procedures.bundles import Opened
from legation.procedures.findable import index_values
from legation.procedures.kinds import parse
from legation.procedures.models import Case, CaseIndex, Party
from legation.procedures.services.act import Said
from legation.procedures.services.save_page import missing
from legation.procedures.validation import broken_rules

LABELS = ("nationality",)
"""Answers that income is counted by, where a procedure asks them; nothing that tells who somebody is."""
APPLICANT = Actor(role="applicant", name="applicant")


def declarations(opened: Opened, declared: Mapping[str, str], *, at: datetime) -> dict[str, Any]:
    """What is declared under the summary, by field.

    Raises:
        Invalid: something is not declared.
    """
    made, errors = {}, {}
    for field in opened.definition.declarations():
        try:
            made[field.field] = parse(field, declared, today=at.date())
        except Invalid as error:
            errors[field.field] = error.reader
    if errors:
        raise Invalid("not declared", fields=errors)
    return made


def checked(opened: Opened, answers: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """The facts about whole answers.

    Raises:
        Invalid: something is missing or no longer holds, or the service is not offered any more.
    """
    lacking = {
        field.field: "" for page in opened.definition.form_pages() for field in missing(opened, page, answers, at=at)
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


def handed_in(
    case: Case, opened: Opened, fee: tuple[int, str], signatures: Sequence[Mapping[str, str]] = ()
) -> Said:  # fmt: skip
    """What the first action of a case says, once its answers are sealed; with the signatures of others."""
    application = case.application
    return Said(body={
        "application": application.reference, "bundle": opened.digest, "language": application.language,
        "answers": sha256(case.answers).hexdigest(), "amount": fee[0], "currency": fee[1],
        **({"post": post_code(case.origin_id)} if case.origin_id else {}),
        **({"signatures": list(signatures)} if signatures else {}),
    })  # fmt: skip


def labels_of(opened: Opened, answers: Mapping[str, Any]) -> dict[str, str]:
    """What the income of a case is counted by."""
    labels = {name: str(answers[name]) for name in LABELS if answers.get(name)}
    return labels | {"procedure": opened.definition.procedure}


def party_of(opened: Opened, answers: dict[str, Any], language: str) -> Party:
    """Who applies, from the answers of the person who is named first."""
    party = Party(language=language)
    name_party(party, opened, answers)
    return party


def name_party(party: Party, opened: Opened, answers: dict[str, Any]) -> None:
    """Seal the name and address that answers give into a party, under a new key."""
    details = {"name": name_in(opened, answers), "email": answers[opened.definition.contact]}
    key = new_key()
    party.data_key, party.details = wrap(key), seal(key, canonical(details), context="party")


def name_in(opened: Opened, answers: Mapping[str, Any]) -> str:
    """The person's name as the answers give it; empty while nothing is answered."""
    return " ".join(str(answers[field]) for field in opened.definition.subject_name if field in answers)


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
