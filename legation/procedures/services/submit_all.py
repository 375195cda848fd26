"""Handing in everybody in one application: all of them or none, for one payment."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from legation.ground import statements
from legation.ground.errors import Conflict, Invalid
from legation.ground.posts.api import post_code
from legation.payments import api as payments
from legation.procedures.answers import fee_of, key_of, open_answers, seal_answers
from legation.procedures.bundles import Opened
from legation.procedures.models import Application, Case, CaseIndex
from legation.procedures.services.act import Changes, act_on, locked_with
from legation.procedures.services.handing_in import (
    APPLICANT,
    checked,
    declarations,
    handed_in,
    indexes_of,
    labels_of,
    party_of,
)
from legation.procedures.services.settle import settle

Fee = tuple[int, str]


@transaction.atomic
def submit_all(first: Case, opened: Opened, declared: Mapping[str, str], *, at: datetime) -> str:
    """Hand in every case of the application that `first` belongs to; gives its reference.

    Raises:
        Conflict: it was handed in already.
        Invalid: as of `submit`.
    """
    cases = locked_with(first)
    if any(case.status not in opened.transitions["submit"].from_ for case in cases):
        raise Conflict("already handed in")
    made = declarations(opened, declared, at=at)
    answers = {case.pk: open_answers(case) | made for case in cases}
    fees = _fees(cases, opened, answers, at=at)
    changes, application = Changes(), cases[0].application
    for case in cases:
        case.answers = seal_answers(key_of(case), answers[case.pk])
        act_on(case, changes, verb="submit", by=APPLICANT, at=at, said=handed_in(case, opened, fees[case.pk]))
    _tell_once(changes, opened.transitions["submit"].notice)
    statements.update_all(cases, "answers")
    changes.write()
    CaseIndex.objects.bulk_create(
        (row for case in cases for row in indexes_of(case, opened, answers[case.pk])), batch_size=500
    )
    party = party_of(opened, answers[cases[0].pk], application.language)
    party.save()
    Application.objects.filter(pk=application.pk).update(applicant=party, submitted_at=at)
    _ask_for(cases, opened, answers, fees, at=at)
    return application.reference


def _fees(cases: list[Case], opened: Opened, answers: dict[int, dict[str, Any]], *, at: datetime) -> dict[int, Fee]:
    fees: dict[int, Fee] = {}
    wrong: dict[str, Any] = {}
    for case in cases:
        try:
            fees[case.pk] = fee_of(opened, checked(opened, answers[case.pk], at=at))
        except Invalid as error:
            wrong |= {f"{case.reference}.{name}": say for name, say in (error.fields or {"": error.reader}).items()}
    if wrong:
        raise Invalid("not everybody's answers are complete", fields=wrong)
    if len({currency for amount, currency in fees.values() if amount}) > 1:
        raise Invalid("several currencies", reader=_("Their fees are in different currencies. Apply one by one."))
    return fees


def _tell_once(changes: Changes, notice: str | None) -> None:
    """Keep the first of the letters that would say of everybody that the application was received."""
    same = [effect for effect in changes.effects if effect.body.get("notice") == notice is not None]
    changes.effects = [effect for effect in changes.effects if effect not in same[1:]]


def _common(labels: Iterable[dict[str, str]]) -> dict[str, str]:
    """The labels on which all agree: of a payment of several nationalities the whole is of none, but each share is."""
    first, *others = labels
    return {name: value for name, value in first.items() if all(each.get(name) == value for each in others)}


def _ask_for(
    cases: list[Case], opened: Opened, answers: dict[int, dict[str, Any]], fees: dict[int, Fee], *, at: datetime
) -> None:
    """One payment of the sum with a share for each, or none where nobody pays."""
    application, owed = cases[0].application, [case for case in cases if fees[case.pk][0]]
    if not owed:
        settle(application=application.reference, at=at)
        return
    labels = {case.pk: labels_of(opened, answers[case.pk]) for case in owed}
    payments.request_payment(
        reference=application.reference, amount=sum(fees[case.pk][0] for case in owed), currency=fees[owed[0].pk][1],
        purpose=opened.definition.fee.purpose, at=at, place=post_code(owed[0].post_id),
        labels=_common(labels[case.pk] for case in owed),
        shares=[payments.ShareOf(case.reference, fees[case.pk][0], labels[case.pk]) for case in owed],
    )  # fmt: skip
