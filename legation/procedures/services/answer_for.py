"""What the office asked for, answered at the counter by an officer for the person who stands there and consents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from legation.ground.audit.api import record_access
from legation.ground.errors import Conflict, Invalid, NotFound
from legation.ground.people.api import Person
from legation.ground.posts.api import roles_of
from legation.procedures.bundles import Opened, open_bundle
from legation.procedures.models import Case
from legation.procedures.persons import COUNTER, as_whom, case_at_counter, is_theirs
from legation.procedures.selectors import actions_of, answers_now, note_of
from legation.procedures.services.set_right import Sent, resubmit_case, way_of

CONSENT = "consent"


@dataclass(frozen=True)
class Answerable:
    """A case that waits for an answer: what was asked in which words, the fields, the answers that stand."""

    case: Case
    opened: Opened
    message: str
    fields: list[str]
    answers: dict[str, Any]


def asked_at_counter(reference: str, *, served: Mapping[str, str], by: Person, at: datetime) -> Answerable:
    """What was asked in a case of whoever is being served; that it was looked at is on record.

    Args:
        served: `number` and `born` of whoever is being served; the case must be theirs.

    Raises:
        NotFound: they do not work on such a case at their posts, or it is somebody else's.
        Conflict: nothing is asked (any more).
    """
    case = case_at_counter(by, reference, at=at)
    if not is_theirs(case, **served):
        raise NotFound(f"case {reference[:20]!r} is not of who is served")
    opened, actions = open_bundle(case.bundle_id), actions_of(case)
    asked = actions[-1].body.get("asked") if actions else None
    if not asked or way_of(case, opened, "answer") is None:
        raise Conflict(f"{case.reference} is not asked for anything", reader=_("Nothing is asked for any more."))
    body = as_whom(roles_of(by), case)
    record_access(actor=f"person:{by.pk}", verb="looked_at", at=at, subject=case.reference, body=body)
    return Answerable(case, opened, note_of(case, actions[-1]), list(asked), answers_now(case, actions))


@transaction.atomic
def answer_for(
    reference: str, *, sent: Sent, consents: bool, served: Mapping[str, str], by: Person, at: datetime
) -> None:  # fmt: skip
    """Answer as the person would by their own link, with the officer and the person's consent on the case's record.

    Raises:
        NotFound, Conflict: as `asked_at_counter`.
        Invalid: they do not consent, fields need another look (`fields`), or nothing is said.
    """
    found = asked_at_counter(reference, served=served, by=by, at=at)
    if not consents:
        raise Invalid("no consent", fields={CONSENT: _("Without their consent nothing is sent in their name.")})
    body = {"at_counter": f"person:{by.pk}", CONSENT: "given"}
    resubmit_case(found.case, found.opened, sent=sent, at=at, body=body)
    record_access(
        actor=f"person:{by.pk}", verb="answered_for", at=at, subject=found.case.reference,
        body={"purpose": COUNTER, CONSENT: "given", "fields": found.fields},
    )  # fmt: skip
