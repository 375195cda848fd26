"""Another person in an application that is still a draft, with the answers that all have in common."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from legation.ground import statements
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.profile import profile
from legation.ground.secrets import new_key, wrap
from legation.procedures.answers import all_facts, fee_of, key_of, open_answers, seal_answers
from legation.procedures.bundles import Opened
from legation.procedures.definitions.schema import FieldDefinition
from legation.procedures.kinds import parse
from legation.procedures.models import Application, Case
from legation.procedures.references import new_reference
from legation.procedures.selectors import Link, draft_of, whole_of
from legation.procedures.services.act import locked_with
from legation.procedures.services.share_answers import shared_of


@transaction.atomic
def add_subject(*, token: Link, known: Mapping[str, str], at: datetime) -> Case:
    """Add a person to a draft; gives their case.

    Args:
        known: what the first screen asks, of this person, by input name.

    Raises:
        NotFound: no such draft, or its service is for one person.
        Conflict: it was handed in already.
        Invalid: an answer is missing or wrong (`fields`), this is not offered to such a person, or there are too many.
    """
    found, opened = draft_of(whole_of(token))
    if opened.definition.subjects is None:
        raise NotFound(f"{opened.definition.procedure} is for one person")
    cases = locked_with(found)
    if any(case.status != opened.definition.states[0].state for case in cases):
        raise Conflict("already handed in")
    check_room(len(cases) + 1, most=opened.definition.subjects.at_most)
    first = open_answers(cases[0])
    answers = shared_of(opened, first) | begun(opened, known, at=at)
    check_offered(opened, answers, beside=first, at=at)
    case = new_case(cases[0], opened, answers)
    statements.insert(case)
    # sealed anew, so that a page of the first that is saved at this moment is read again, and shared with this one
    cases[0].answers = seal_answers(key_of(cases[0]), first)
    statements.update_all(cases[:1], "answers")
    Application.objects.filter(pk=case.application_id).update(size=len(cases) + 1)
    return case


def check_room(count: int, *, most: int) -> None:
    """Whether an application may hold so many persons.

    Raises:
        Invalid: it may not.
    """
    if count > most:
        told = ngettext("An application holds %(num)s person at most.",
                        "An application holds %(num)s persons at most.", most) % {"num": most}  # fmt: skip
        raise Invalid(f"{count} persons", reader=told)


def asked_of_each(opened: Opened) -> list[FieldDefinition]:
    """What the first screen asks of each person."""
    return [opened.fields[name] for name in opened.definition.starts_with if name not in opened.shared]


def begun(opened: Opened, known: Mapping[str, str], *, at: datetime) -> dict[str, Any]:
    """The answers with which a person begins.

    Raises:
        Invalid: some are missing or wrong; `fields` says which.
    """
    answers, errors = {}, {}
    for field in asked_of_each(opened):
        try:
            value = parse(field, known, today=at.date())
        except Invalid as error:
            errors[field.field] = error.reader
            continue
        if value is not None:
            answers[field.field] = value
    if errors:
        raise Invalid("how a person begins", fields=errors)
    return answers


def check_offered(opened: Opened, answers: Mapping[str, Any], *, beside: Mapping[str, Any], at: datetime) -> None:
    """Whether the service is offered to a person, in one application with another.

    Raises:
        Invalid: it is not.
    """
    facts, others, offered = all_facts(opened, answers, at=at), all_facts(opened, beside, at=at), opened.definition
    if offered.offered_when and not opened.conditions[offered.offered_when].run(facts):
        raise Invalid("not offered", reader=_("This service is not offered to a person with these answers."))
    (amount, currency), (other, usual) = fee_of(opened, facts), fee_of(opened, others)
    if amount and other and currency != usual:
        raise Invalid("another currency", reader=_("The fee of this person is in another currency. Apply apart."))


def new_case(first: Case, opened: Opened, answers: Mapping[str, Any]) -> Case:
    """A draft beside the first of an application, not stored yet; both are kept for the same time."""
    key = new_key()
    return Case(
        reference=new_reference(profile().state), application=first.application, bundle_id=opened.digest,
        post_id=first.post_id, origin_id=first.origin_id,
        procedure=first.procedure, status=opened.definition.states[0].state, data_key=wrap(key),
        answers=seal_answers(key, answers), opened_at=first.opened_at,
    )  # fmt: skip
