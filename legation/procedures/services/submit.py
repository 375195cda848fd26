"""Handing in: the whole form is checked once more, the fee is asked for, and the chain begins."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from legation.ground.errors import Conflict
from legation.ground.posts.api import post_code
from legation.ground.together import Together
from legation.payments import api as payments
from legation.procedures.answers import fee_of, key_of, open_answers, seal_answers
from legation.procedures.bundles import Opened
from legation.procedures.models import Case
from legation.procedures.selectors import Link, draft_of, whole
from legation.procedures.services.act import Changes, act_on
from legation.procedures.services.handing_in import (
    APPLICANT,
    checked,
    declarations,
    handed_in,
    indexes_of,
    labels_of,
    party_details,
    party_of,
)
from legation.procedures.services.save_page import MOST_ATTEMPTS
from legation.procedures.services.settle import settle
from legation.procedures.services.submit_all import submit_all
from legation.procedures.signing import signed_by_all

__all__ = ["APPLICANT", "party_details", "submit"]


def submit(*, token: Link, declared: Mapping[str, str], at: datetime) -> str:
    """Hand in the draft behind a resume link, with everybody in it; gives the application's reference.

    Args:
        declared: input name -> raw string, for the declarations made under the summary.

    Raises:
        Conflict: it was handed in already.
        Invalid: somebody else has yet to sign, or something is missing or no longer holds; `fields` says what: by
            field, and where the application has several cases by `<reference of the case>.<field>`.
    """
    for _attempt in range(MOST_ATTEMPTS):
        case, opened = draft_of(whole(token) if isinstance(token, str) else token)
        if case.status not in opened.transitions["submit"].from_:
            raise Conflict("already handed in")
        if case.application.size > 1:
            return submit_all(case, opened, declared, at=at)
        if _hand_in(case, opened, declared, at=at):
            return case.application.reference
    raise Conflict("the draft was changed from several places at once")


def _hand_in(case: Case, opened: Opened, declared: Mapping[str, str], *, at: datetime) -> bool:
    """Hand a draft in unless somebody else wrote to it since it was read; gives whether it is done."""
    key, before, status, writes = key_of(case), case.answers, case.status, Together(guarded=True)
    answers = open_answers(case, key) | declarations(opened, declared, at=at)
    fee = fee_of(opened, checked(opened, answers, at=at))
    signatures = signed_by_all(case, opened, at=at)
    case.answers, application = seal_answers(key, answers), case.application
    changes = Changes()
    act_on(case, changes, verb="submit", by=APPLICANT, at=at, said=handed_in(case, opened, fee, signatures))
    # the same answers are never sealed to the same bytes, so the old bytes tell this draft from any other
    writes.update(case, *changes.folded(), "answers", where="answers = %s AND status = %s", values=[before, status])
    application.applicant, application.submitted_at = party_of(opened, answers, application.language), at
    writes.insert(application.applicant)
    writes.update(application, "applicant", "submitted_at")
    writes.insert(*indexes_of(case, opened, answers))
    writes.insert(*changes.actions)
    writes.insert(*changes.effects, once=True)
    writes.insert(*changes.reminders, once=True)
    if fee[0]:
        _ask_for(case, opened, answers, fee, writes=writes, at=at)
        return changes.count(writes.write())
    with transaction.atomic():
        done = changes.count(writes.write())
        if done:
            settle(application=application.reference, at=at)
    return done


def _ask_for(
    case: Case, opened: Opened, answers: Mapping[str, Any], fee: tuple[int, str],
    *, writes: Together, at: datetime,
) -> None:  # fmt: skip
    payments.request_payment(
        reference=case.application.reference, amount=fee[0], currency=fee[1],
        purpose=opened.definition.fee.purpose, at=at, place=post_code(case.post_id),
        labels=labels_of(opened, answers), writes=writes,
    )  # fmt: skip
